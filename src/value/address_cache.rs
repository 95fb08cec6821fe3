//! [`AddressCache`]: the numbers of texts, by where they lie.

/// Remembers the numbers of texts seen before by their addresses.
///
/// Orders mostly share the text of a product's id, and its place says as much
/// as its letters as long as it is not given to another text: which it is not,
/// because the text is borrowed. That takes a tenth of looking up the letters.
#[derive(Debug)]
pub(crate) struct AddressCache<'n> {
    slots: Vec<Option<(&'n str, u32)>>,
}

/// A power of two.
const SLOTS: usize = 512;

impl Default for AddressCache<'_> {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS] }
    }
}

impl<'n> AddressCache<'n> {
    /// The number of a text, which `find` finds where it is not remembered.
    #[inline]
    pub(crate) fn number<E>(
        &mut self,
        text: &'n str,
        find: impl FnOnce() -> Result<u32, E>,
    ) -> Result<u32, E> {
        let place = text.as_ptr().addr();
        // Texts lie at multiples of eight; both parts vary between neighbours.
        let slot = ((place >> 4) ^ (place >> 15)) & (SLOTS - 1);
        match self.slots.get_mut(slot) {
            Some(Some((seen, number))) if std::ptr::eq(*seen, text) => Ok(*number),
            Some(slot) => {
                let number = find()?;
                *slot = Some((text, number));
                Ok(number)
            }
            None => find(),
        }
    }
}
