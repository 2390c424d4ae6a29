//! Contracts as documents: what is numbered, referred to and set side by side, through the library's own door.

use garbo::library::lexicon::{Manner, References};
use garbo::render::contract::{self, Contract, columns::Columns};
use garbo::render::docx::{self, Page, Properties};

const TEXT: &str = "# Договор\n\n<!--parties-->\n\nА и Б.\n\n## Стоимость { #fees }\n\n<!--clause fees-->\n\n\
    Цена — **10**.\n\n<!--clause instalments-->\n\nВ два приёма:\n| № | срок |\n|---|---|\n| 1 | сегодня |\n\n| 2 | завтра |\n\n\
    ## Срок { #term }\n\n<!--clause term-->\n\nСм. [](#instalments) и [](#annex_form).\n\nСтороны:\n- одна\n- другая\n\n\
    ## Подписи { #signatures .unnumbered }\n\n<!--box coach-->\n\nИсполнитель\\\nПодпись: ![Подпись Исполнителя](field:signature/coach_sign)\n\n\
    <!--box client-->\n\nЗаказчик\\\nПодпись: ![Подпись Заказчика](field:signature/client_sign)\n\n\
    # Форма { #annex_form }\n\n![Согласен](field:check/agree) Согласен\n\n# Согласие { #consent_release .sheet .apart }\n\nЯ согласен.\n";

pub fn manner() -> Manner {
    Manner {
        article: "{n}. {title}".into(),
        centred: false,
        paragraph: "{n}.{m}.".into(),
        item: "{letter})".into(),
        letters: "абвг".into(),
        annex: "Приложение № {n}. {title}".into(),
        reference: References {
            article: "п. {n}".into(),
            paragraph: "п. {n}.{m}".into(),
            annex: "Приложение № {n}".into(),
        },
        page: "Страница {n} из {total}".into(),
        initials: "Подпись".into(),
        draft: "Проект".into(),
    }
}

fn read() -> Contract {
    Contract::read("agreement", &"ru".parse().unwrap(), &manner(), TEXT, "ru/agreement.md").unwrap()
}

/// The texts of a Word document, block by block, numbers aside: those are Word's own.
fn word_text(bytes: &[u8]) -> String {
    docx_rs::read_docx(bytes).unwrap().json()
}

#[test]
fn a_sheet_apart_leaves_the_contract() {
    let (contract, sheets) = read().part();
    assert!(!contract::text(&contract).contains("Я согласен"));
    let [sheet] = sheets.as_slice() else { panic!("{sheets:?}") };
    assert_eq!((sheet.kind.as_str(), sheet.title.as_str()), ("consent_release", "Согласие"));
    assert!(contract::text(sheet).contains("Я согласен."));
}

#[test]
fn html_has_anchors_for_its_references_and_no_script() {
    let html = contract::html(&read());
    for wanted in ["lang=\"ru\"", "id=\"fees\"", "id=\"instalments\"", "href=\"#instalments\"", "1.2.", "б)"]
    {
        assert!(html.contains(wanted), "{wanted} is missing in {html}");
    }
    assert!(!html.contains("<script"));
}

#[test]
fn two_columns_number_once() {
    let columns = Columns::pair(read(), read()).unwrap();
    let html = contract::html_columns(&columns);
    assert_eq!(html.matches("id=\"fees\"").count(), 1);
    assert_eq!(html.matches("1. Стоимость").count(), 2);
}

#[test]
fn a_word_document_has_words_own_numbers_and_is_the_same_each_time() {
    let date = "2026-11-23".parse().unwrap();
    let properties = Properties { page: Page::A4, date, author: "Анна <коуч>" };
    let bytes = docx::docx(&read(), &properties).unwrap();
    assert_eq!(bytes, docx::docx(&read(), &properties).unwrap());
    let json = word_text(&bytes);
    for wanted in ["Стоимость", "russianLower", "%1.%2.", "Heading2", "Подпись: ", "____", "Согласие"]
    {
        assert!(json.contains(wanted), "{wanted} is missing");
    }
    let both = docx::docx_columns(
        &Columns::pair(read(), read()).unwrap(),
        &Properties { page: Page::Letter, ..properties },
    )
    .unwrap();
    assert_eq!(word_text(&both).matches("Стоимость").count(), 2);
    if let Some(folder) = std::env::var_os("GARBO_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join("one.docx"), bytes).unwrap();
        std::fs::write(std::path::Path::new(&folder).join("two.docx"), both).unwrap();
    }
}
