//! Where a file can be changed, and what is written there instead.
//!
//! A place is written so that both the code as it is and its mutants are in one
//! text, chosen by `crate::mutant::on(ID)` while the tests run. Operands are
//! never written twice, so that places nest.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ImplItemFn, ItemFn, Pat, ReturnType, Signature, Stmt, Type, UnOp};

/// One place in the code of a file.
pub struct Place {
    /// The bytes of the file that the place spans.
    pub start: usize,
    pub end: usize,
    pub line: usize,
    /// What the mutants are, in words, in the order of their ids.
    pub mutants: Vec<String>,
    /// What is written, with `{0}` for the id of the first mutant, `{1}` for
    /// that of the second.
    pub edits: Vec<Edit>,
}

/// The bytes from `start` to `end` are replaced by a text.
pub struct Edit {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// The places of a file of Rust.
pub fn places(text: &str) -> Vec<Place> {
    let file = syn::parse_file(text).expect("the crate compiles");
    let mut finder = Finder { text, places: Vec::new(), constant: false, function: String::new() };
    finder.visit_file(&file);
    finder.places
}

/// Whether a function is left as it is: one that only saves time, or words for
/// whoever hands over a value of the wrong kind.
fn is_left(signature: &Signature) -> bool {
    let name = signature.ident.to_string();
    name == "expecting" || name.starts_with("prefetch")
}

struct Finder<'a> {
    text: &'a str,
    places: Vec<Place>,
    /// In a constant expression no switch can be asked.
    constant: bool,
    function: String,
}

fn bytes(span: Span) -> (usize, usize) {
    let range = span.byte_range();
    (range.start, range.end)
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| {
        let text = quote(&a.meta);
        text == "test" || (a.path().is_ident("cfg") && text.contains("test"))
    })
}

fn quote(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

impl Finder<'_> {
    fn add(&mut self, whole: Span, mutants: &[&str], edits: Vec<Edit>) {
        if self.constant {
            return;
        }
        let (start, end) = bytes(whole);
        let place = Place {
            start,
            end,
            line: whole.start().line,
            mutants: mutants.iter().map(|m| format!("{}: {m}", self.function)).collect(),
            edits,
        };
        self.places.push(place);
    }

    /// `left OPERATOR right` as `before left between right after`.
    fn binary(
        &mut self,
        e: &syn::ExprBinary,
        mutants: &[&str],
        before: &str,
        between: &str,
        after: &str,
    ) {
        let ((left, left_end), (right, right_end)) = (bytes(e.left.span()), bytes(e.right.span()));
        let edits = vec![
            Edit { start: left, end: left, text: before.to_owned() },
            Edit { start: left_end, end: right, text: between.to_owned() },
            Edit { start: right_end, end: right_end, text: after.to_owned() },
        ];
        self.add(e.span(), mutants, edits);
    }

    fn compared(&mut self, e: &syn::ExprBinary, operator: &str, instead: &[&str]) {
        let others: String = instead
            .iter()
            .enumerate()
            .map(|(n, other)| format!("if crate::mutant::on({{{n}}}) {{ *l {other} *r }} else "))
            .collect();
        let words: Vec<_> =
            instead.iter().map(|other| format!("`{operator}` is `{other}`")).collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        self.binary(
            e,
            &words,
            "(match (&(",
            "), &(",
            &format!(")) {{ (l, r) => {others}{{ *l {operator} *r }} }})"),
        );
    }

    fn computed(&mut self, e: &syn::ExprBinary, operator: &str, other: &str) {
        let after = format!(
            ")) {{ (l, r) => if crate::mutant::on({{0}}) {{ l {other} r }} else {{ l {operator} r }} }})"
        );
        self.binary(e, &[&format!("`{operator}` is `{other}`")], "(match ((", "), (", &after);
    }

    /// `a += b`, where reading `a` twice does nothing twice.
    fn assigned(&mut self, e: &syn::ExprBinary, operator: &str, other: &str) {
        if !matches!(*e.left, Expr::Path(_) | Expr::Field(_) | Expr::Unary(_)) {
            return;
        }
        let ((start, _), (right, end)) = (bytes(e.left.span()), bytes(e.right.span()));
        let left = &self.text[start..bytes(e.left.span()).1];
        let after = format!(
            ") {{ r => if crate::mutant::on({{0}}) {{ {left} {other} r; }} else {{ {left} {operator} r; }} }})"
        );
        let edits = vec![
            Edit { start, end: right, text: "(match (".to_owned() },
            Edit { start: end, end, text: after },
        ];
        self.add(e.span(), &[&format!("`{operator}` is `{other}`")], edits);
    }

    /// What a function answers at once instead of doing its work.
    fn answered(&mut self, signature: &Signature, block: &syn::Block) {
        let name = signature.ident.to_string();
        if signature.constness.is_some()
            || block.stmts.is_empty()
            || ["fmt", "hash", "drop", "size_hint"].contains(&name.as_str())
        {
            return;
        }
        let values = match &signature.output {
            ReturnType::Default => vec![String::new()],
            ReturnType::Type(_, kind) => answers(kind),
        };
        // A body that is the answer already has no mutant.
        let body = match block.stmts.as_slice() {
            [Stmt::Expr(e, None)] => quote(e).replace(' ', ""),
            _ => String::new(),
        };
        let values: Vec<_> =
            values.into_iter().filter(|v| v.is_empty() || v.replace(' ', "") != body).collect();
        if values.is_empty() {
            return;
        }
        let words: Vec<_> = values.iter().map(|v| format!("answers `{v}` at once")).collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let text = values
            .iter()
            .enumerate()
            .map(|(n, v)| format!(" if crate::mutant::on({{{n}}}) {{ return {v}; }}"))
            .collect();
        let inside = bytes(block.brace_token.span.open()).1;
        self.add(signature.ident.span(), &words, vec![Edit { start: inside, end: inside, text }]);
    }

    fn within(&mut self, signature: &Signature, inner: impl FnOnce(&mut Self)) {
        let outer =
            (std::mem::replace(&mut self.function, signature.ident.to_string()), self.constant);
        self.constant |= signature.constness.is_some();
        inner(self);
        (self.function, self.constant) = outer;
    }
}

/// Values of a type that a test should miss.
fn answers(kind: &Type) -> Vec<String> {
    let Type::Path(path) = kind else {
        return match kind {
            Type::Tuple(tuple) if tuple.elems.is_empty() => vec![String::new()],
            Type::Reference(r) if quote(&r.elem) == "str" => {
                vec!["\"\"".into(), "\"xyzzy\"".into()]
            }
            _ => Vec::new(),
        };
    };
    let Some(last) = path.path.segments.last() else { return Vec::new() };
    let inner = match &last.arguments {
        syn::PathArguments::AngleBracketed(a) => a.args.first().and_then(|a| match a {
            syn::GenericArgument::Type(t) => Some(t),
            _ => None,
        }),
        _ => None,
    };
    match (last.ident.to_string().as_str(), inner) {
        ("bool", _) => vec!["true".into(), "false".into()],
        ("u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i32" | "i64" | "i128" | "isize", _) => {
            vec!["0".into(), "1".into()]
        }
        ("f64" | "f32", _) => vec!["0.0".into(), "1.0".into()],
        ("String", _) => vec!["String::new()".into(), "String::from(\"xyzzy\")".into()],
        ("Option", Some(_)) => vec!["None".into()],
        ("Vec" | "BTreeMap" | "BTreeSet" | "HashMap" | "HashSet" | "Ordering" | "Cow", _)
            if last.ident != "Ordering" =>
        {
            vec!["Default::default()".into()]
        }
        ("Ordering", _) => vec!["std::cmp::Ordering::Equal".into()],
        ("Result", None) => vec!["Ok(())".into()],
        ("Result", Some(inner)) => answers(inner)
            .into_iter()
            .map(|v| if v.is_empty() { "Ok(())".into() } else { format!("Ok({v})") })
            .collect(),
        _ => Vec::new(),
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if is_test(&item.attrs) || is_left(&item.sig) {
            return;
        }
        self.within(&item.sig, |finder| {
            finder.answered(&item.sig, &item.block);
            visit::visit_item_fn(finder, item);
        });
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = item
            .trait_
            .as_ref()
            .and_then(|(_, path, _)| path.segments.last())
            .map(|s| s.ident.to_string());
        if !is_test(&item.attrs) && !matches!(of.as_deref(), Some("Debug" | "Hash" | "Drop")) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if is_test(&item.attrs) || is_left(&item.sig) {
            return;
        }
        self.within(&item.sig, |finder| {
            finder.answered(&item.sig, &item.block);
            visit::visit_impl_item_fn(finder, item);
        });
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}

    fn visit_expr_repeat(&mut self, e: &'ast syn::ExprRepeat) {
        self.visit_expr(&e.expr);
    }

    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}

    fn visit_expr_binary(&mut self, e: &'ast syn::ExprBinary) {
        match e.op {
            BinOp::Lt(_) => self.compared(e, "<", &["<=", ">"]),
            BinOp::Le(_) => self.compared(e, "<=", &["<", ">"]),
            BinOp::Gt(_) => self.compared(e, ">", &[">=", "<"]),
            BinOp::Ge(_) => self.compared(e, ">=", &[">", "<"]),
            BinOp::Eq(_) => self.compared(e, "==", &["!="]),
            BinOp::Ne(_) => self.compared(e, "!=", &["=="]),
            BinOp::Add(_) => self.computed(e, "+", "-"),
            BinOp::Sub(_) => self.computed(e, "-", "+"),
            BinOp::Mul(_) => self.computed(e, "*", "/"),
            BinOp::Div(_) => self.computed(e, "/", "*"),
            BinOp::Rem(_) => self.computed(e, "%", "/"),
            BinOp::AddAssign(_) => self.assigned(e, "+=", "-="),
            BinOp::SubAssign(_) => self.assigned(e, "-=", "+="),
            BinOp::MulAssign(_) => self.assigned(e, "*=", "/="),
            BinOp::And(_) => {
                self.binary(
                    e,
                    &["`&&` is `||`"],
                    "({ let l: bool = (",
                    "); if l != crate::mutant::on({0}) { (",
                    ") } else { l } })",
                );
            }
            BinOp::Or(_) => {
                self.binary(
                    e,
                    &["`||` is `&&`"],
                    "({ let l: bool = (",
                    "); if l == crate::mutant::on({0}) { (",
                    ") } else { l } })",
                );
            }
            _ => {}
        }
        visit::visit_expr_binary(self, e);
    }

    fn visit_expr_unary(&mut self, e: &'ast syn::ExprUnary) {
        let ((start, _), (inner, end)) = (bytes(e.span()), bytes(e.expr.span()));
        match e.op {
            UnOp::Not(_) => {
                let edits = vec![
                    Edit { start, end: inner, text: "(crate::mutant::on({0}) != !(".into() },
                    Edit { start: end, end, text: "))".into() },
                ];
                self.add(e.span(), &["`!` is left out"], edits);
            }
            UnOp::Neg(_) if !matches!(*e.expr, Expr::Lit(_)) => {
                let edits = vec![
                    Edit { start, end: inner, text: "(match (".into() },
                    Edit {
                        start: end,
                        end,
                        text: ") { l => if crate::mutant::on({0}) { l } else { -l } })".into(),
                    },
                ];
                self.add(e.span(), &["`-` is left out"], edits);
            }
            _ => {}
        }
        visit::visit_expr_unary(self, e);
    }

    fn visit_expr_method_call(&mut self, e: &'ast syn::ExprMethodCall) {
        let name = e.method.to_string();
        let other = match (name.as_str(), e.args.len()) {
            ("any", 1) => "all",
            ("all", 1) => "any",
            ("is_some_and", 1) => "is_none_or",
            ("is_none_or", 1) => "is_some_and",
            ("min", 1) => "max",
            ("max", 1) => "min",
            ("saturating_sub", 1) => "saturating_add",
            _ => "",
        };
        if !other.is_empty() {
            let ((start, end), inside) =
                (bytes(e.method.span()), bytes(e.paren_token.span.open()).1);
            let edits = vec![
                Edit { start, end, text: format!("mutant_{name}") },
                Edit { start: inside, end: inside, text: "{0}, ".into() },
            ];
            self.add(e.method.span(), &[&format!("`{name}` is `{other}`")], edits);
        }
        visit::visit_expr_method_call(self, e);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            let (start, end) = bytes(guard.span());
            let edits = vec![
                Edit {
                    start,
                    end: start,
                    text: "crate::mutant::on({0}) || !crate::mutant::on({1}) && (".into(),
                },
                Edit { start: end, end, text: ")".into() },
            ];
            self.add(guard.span(), &["the guard always holds", "the guard never holds"], edits);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_match(&mut self, e: &'ast syn::ExprMatch) {
        let rest = e.arms.iter().any(|arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none());
        for arm in e
            .arms
            .iter()
            .filter(|arm| rest && arm.guard.is_none() && !matches!(arm.pat, Pat::Wild(_)))
        {
            let end = bytes(arm.pat.span()).1;
            let edits = vec![Edit { start: end, end, text: " if !crate::mutant::on({0})".into() }];
            self.add(
                arm.pat.span(),
                &[&format!(
                    "the arm `{}` is left out",
                    self.text[bytes(arm.pat.span()).0..end].replace('\n', " ")
                )],
                edits,
            );
        }
        visit::visit_expr_match(self, e);
    }
}
