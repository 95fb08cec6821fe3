//! Reading and writing values as the one text that `Display` and `FromStr`
//! share, and finding the known name nearest to an unknown one.

/// Gives types serde through `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($($name:ty),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}
pub(crate) use serde_as_text;

/// The known name nearest to one that is not known, if any is near enough to
/// be what was meant: at most a third of its letters differ.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A hostile name can be long and the distance is quadratic in its length.
    if name.len() > 200 {
        return None;
    }
    let folded = name.to_lowercase().replace(['-', ' '], "_");
    known
        .into_iter()
        .filter(|k| k.len() <= 200)
        .map(|k| (strsim::osa_distance(&folded, &k.to_lowercase().replace(['-', ' '], "_")), k))
        .filter(|(distance, k)| *distance <= k.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// `, did you mean `x`?` or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |k| format!(", did you mean `{k}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["proposal", "negotiation", "contract"];
        assert_eq!(nearest("propsal", known), Some("proposal"));
        assert_eq!(nearest("Contract", known), Some("contract"));
        assert_eq!(nearest("xyz", known), None);
        assert_eq!(nearest(&"proposal".repeat(99), known), None);
        assert_eq!(did_you_mean("contrct", known), ", did you mean `contract`?");
    }
}
