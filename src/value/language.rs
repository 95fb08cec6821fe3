//! [`Language`]: which language a text for people is in.

use crate::value::text::choices;

choices! {
    /// A language in which the crate has texts for people: proposals,
    /// playbooks, findings, refusals. Stored by its tag: `en`, `ru`, `ro`.
    ///
    /// ```
    /// use sales_process::Language;
    ///
    /// assert_eq!("ro".parse(), Ok(Language::Romanian));
    /// assert_eq!(Language::default().to_string(), "en");
    /// ```
    #[derive(Default)]
    pub enum Language {
        /// English.
        #[default]
        English = "en",
        /// Russian.
        Russian = "ru",
        /// Romanian.
        Romanian = "ro",
    }
}

impl Language {
    /// The one of three texts that is in this language.
    pub(crate) fn of<T>(self, [english, russian, romanian]: [T; 3]) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
            Self::Romanian => romanian,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_and_written() {
        for language in Language::ALL {
            assert_eq!(language.name().parse(), Ok(*language));
        }
        let error = "de".parse::<Language>().unwrap_err();
        assert_eq!(error.to_string(), "`de` is not known here; expected one of `en`, `ru`, `ro`");
    }
}
