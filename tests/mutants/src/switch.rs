//! The switches of the mutants; a part of the copy of the crate, not of this
//! program. `MUTANT` names the one that is on, `MUTANT_SEEN` a file for the ids
//! of those whose code was reached.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex};

static ON: LazyLock<u32> = LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|v| v.parse().ok()).unwrap_or(0));
static SEEN: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
    let path = std::env::var_os("MUTANT_SEEN")?;
    File::options().create(true).append(true).open(path).ok().map(Mutex::new)
});
static REACHED: [AtomicBool; MUTANTS] = [const { AtomicBool::new(false) }; MUTANTS];

#[inline]
pub fn on(id: u32) -> bool {
    if *ON == id {
        return true;
    }
    if let Some(file) = &*SEEN {
        if !REACHED[id as usize].swap(true, Ordering::Relaxed) {
            if let Ok(mut file) = file.lock() {
                let _ = file.write_all(format!("{id}\n").as_bytes());
            }
        }
    }
    false
}

pub trait Items: Iterator + Sized {
    fn mutant_any(&mut self, id: u32, holds: impl FnMut(Self::Item) -> bool) -> bool {
        if on(id) { self.all(holds) } else { self.any(holds) }
    }
    fn mutant_all(&mut self, id: u32, holds: impl FnMut(Self::Item) -> bool) -> bool {
        if on(id) { self.any(holds) } else { self.all(holds) }
    }
}
impl<I: Iterator> Items for I {}

pub trait Maybe<T>: Sized {
    fn mutant_is_some_and(self, id: u32, holds: impl FnOnce(T) -> bool) -> bool;
    fn mutant_is_none_or(self, id: u32, holds: impl FnOnce(T) -> bool) -> bool;
}
impl<T> Maybe<T> for Option<T> {
    fn mutant_is_some_and(self, id: u32, holds: impl FnOnce(T) -> bool) -> bool {
        if on(id) { self.is_none_or(holds) } else { self.is_some_and(holds) }
    }
    fn mutant_is_none_or(self, id: u32, holds: impl FnOnce(T) -> bool) -> bool {
        if on(id) { self.is_some_and(holds) } else { self.is_none_or(holds) }
    }
}



pub trait Ordered: Sized {
    fn mutant_min(self, id: u32, other: Self) -> Self;
    fn mutant_max(self, id: u32, other: Self) -> Self;
}
impl<T: PartialOrd> Ordered for T {
    fn mutant_min(self, id: u32, other: Self) -> Self {
        if (other < self) != on(id) { other } else { self }
    }
    fn mutant_max(self, id: u32, other: Self) -> Self {
        if (other >= self) != on(id) { other } else { self }
    }
}

pub trait Saturating: Sized {
    fn mutant_saturating_sub(self, id: u32, other: Self) -> Self;
}
macro_rules! saturating {
    ($($kind:ty)*) => { $(impl Saturating for $kind {
        fn mutant_saturating_sub(self, id: u32, other: Self) -> Self {
            if on(id) { self.saturating_add(other) } else { self.saturating_sub(other) }
        }
    })* };
}
saturating!(u8 u16 u32 u64 u128 usize i32 i64 i128);
