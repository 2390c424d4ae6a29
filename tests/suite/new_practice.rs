//! The files of a new practice: whole in every language, whatever the answers.

use std::path::PathBuf;

use garbo::load::{self, Home, init};
use garbo::model::language::Language;
use garbo::model::practice::Practice;
use garbo::yaml;

fn full_answers(name: &str) -> init::Answers {
    init::Answers {
        name: Some(name.to_owned()),
        gender: Some("m".parse().unwrap()),
        languages: vec!["tr".parse().unwrap(), "en-US".parse().unwrap()],
        jurisdiction: Some("US-CA".to_owned()),
        city: Some("Niğde: merkez".to_owned()),
        time_zone: Some("America/Los_Angeles".parse().unwrap()),
        currency: Some("USD".parse().unwrap()),
        niche: Some("people # who ask".to_owned()),
        fee: Some("120.50".parse().unwrap()),
        phone: Some("+1 555 0100".to_owned()),
        website: Some("https://example.org".to_owned()),
        email: Some("deniz@gmail.com".to_owned()),
        host: None,
        provider: None,
    }
}

#[test]
fn a_new_practice_loads_in_every_language() {
    let mut languages: Vec<String> = init::languages().iter().map(ToString::to_string).collect();
    languages.sort();
    assert_eq!(languages, ["en", "id", "it", "ru", "tr"]);
    for language in init::languages() {
        for answers in [init::Answers::default(), full_answers("Deniz \"Deno\" O'Neil: #1 {x} $name{y}")] {
            let folder = tempfile::tempdir().unwrap();
            for (path, text) in init::init_files(&answers, &language).unwrap() {
                let path = folder.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            let home = Home::Folder { path: folder.path().to_path_buf(), shown: PathBuf::new() };
            let practice = load::practice(&home).unwrap().value;
            let colleagues = load::directory(&home).unwrap().value.colleagues;
            assert!(
                colleagues.iter().all(|c| c.agreed_to_be_listed.is_none()),
                "an example is never referred to"
            );
            assert_eq!(load::people(&home).unwrap().len(), 1);
            assert!(init::questions(&language).unwrap().contains_key("time_zone"));
            let Some(name) = answers.name else {
                assert_eq!(practice.languages.first().map(Language::base), Some(language.base()));
                assert!(practice.mail.is_none());
                continue;
            };
            assert_eq!(practice.coach.name, name);
            assert_eq!(practice.city.as_deref(), Some("Niğde: merkez"));
            assert_eq!(practice.fees.and_then(|f| f.session).map(|a| a.0), Some("120.50".to_owned()));
            let smtp = practice.mail.and_then(|m| m.smtp).unwrap();
            assert_eq!(smtp.host.as_deref(), Some("smtp.gmail.com"));
            assert_eq!(smtp.username.as_deref(), Some("deniz@gmail.com"));
        }
    }
}

#[test]
fn each_line_left_out_of_a_new_practice_can_be_taken_in() {
    for language in init::languages() {
        let files = init::init_files(&init::Answers::default(), &language).unwrap();
        let (_, text) = files.first().unwrap();
        // Remarks are sentences; what is left out begins with a key, or with the dash of a list.
        let taken: String = text
            .lines()
            .map(|line| match line.trim_start().strip_prefix('#') {
                // The mark alone is taken away, as the remark at the head of the file says.
                Some(rest) if is_entry(rest) => format!("{}\n", line.replacen('#', "", 1)),
                _ => format!("{line}\n"),
            })
            .collect();
        if let Err(error) = yaml::read::<Practice>(taken.as_bytes(), "practice.yaml") {
            panic!("{language}:\n{error}");
        }
        assert!(taken.contains("\nscreening:") && taken.contains("\nmail:") && taken.contains("\nservices:"));
    }
}

fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.split_once(':').is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

#[test]
fn an_answer_that_does_not_fit_is_told_by_its_key() {
    let told = |change: fn(&mut init::Answers)| {
        let mut answers = full_answers("Deniz");
        change(&mut answers);
        init::init_files(&answers, &"en".parse().unwrap()).unwrap_err().to_string()
    };
    insta::assert_snapshot!(told(|a| a.name = Some("De\u{202E}niz".to_owned())), @r"
    error: the name contains the control character U+202E

    hint: type the name anew instead of pasting it
    ");
    insta::assert_snapshot!(told(|a| a.jurisdiction = Some("Turkey".to_owned())), @r"
    error: `jurisdiction`: `Turkey` is not a country code

    hint: write two capitals such as IT, ID, RU, TR or GB; for a part of these, US-CA, GB-ENG, GB-SCT, GB-NIR
    ");
    insta::assert_snapshot!(told(|a| a.email = Some("deniz at example".to_owned())), @r"
    error: the address `deniz at example` has no @

    hint: write it as anna@example.org
    ");
    insta::assert_snapshot!(told(|a| a.fee = Some("1.234".parse().unwrap())), @r"
    error: `fees.session`: `1.234` is not an amount in USD: USD has 2 decimals, this has 3

    hint: write `1234` if the point parts the thousands; else an amount such as 1500.50, which is exact and never rounded
    ");
}

#[test]
fn a_new_practice_reads_well() {
    insta::assert_snapshot!(
        init::init_files(&full_answers("Deniz Kaya"), &"tr".parse().unwrap()).unwrap().first().unwrap().1,
        @r#"
    # yaml-language-server: $schema=.garbo/practice.schema.json
    #
    # garbo için koçluk çalışmanızın bilgileri. Dosyayı bir kez baştan sona okuyun, size ait olmayanı değiştirin.
    # # ile başlayan satır bir açıklamadır ya da kullanılmayan bir kayıttır: kullanmak için # işaretini silin.
    # Girintiler önemlidir: bir kayda ait satırlar iki boşluk içeriden başlar.
    # `garbo check` komutu her şeyin yolunda olup olmadığını gösterir.

    # Siz kimsiniz. Bazı diller dil bilgisel cinsiyetinizi ister: f (kadın) ya da m (erkek).
    coach:
      name: "Deniz Kaya"
      grammatical_gender: m
      #practice_name: Demir Koçluk

    # Yazdığınız diller: tr, en-GB, en-US, it, ru, id. İlki varsayılan dildir.
    languages: [tr, en-US]

    # Mektuplarınızın ve sözleşmelerinizin kurallarına uyduğu ülke: TR, IT, RU, ID, GB, US-CA …
    jurisdiction: "US-CA"
    city: "Niğde: merkez"
    time_zone: America/Los_Angeles
    currency: USD

    # Hangi konuda, kimlerle çalıştığınız; “yalnızca … ile çalışıyorum” cümlesinde geçer.
    niche:
      tr: "people # who ask"

    # Sunduğunuz hizmetler.
    #services:
    #  - id: career_package
    #    name: {tr: Yeni İş programı}
    #    about: {tr: beş ay içinde on seans}

    # Kabul edemediğiniz kişilere önerebileceğiniz ücretsiz kaynaklarınız.
    #resources:
    #  - id: goals_guide
    #    title: {tr: Hedef belirleme rehberi}
    #    url: https://example.org/rehber
    #    fields: [career]

    # Uygun bir meslektaş bulunmadığında önerilecek açık meslek listeleri.
    #registers:
    #  - name: {tr: Profesyonel Koçlar Sicili}
    #    url: https://example.org/sicil

    # Size ne zaman, nasıl ulaşılabileceği. Günler: mon (pazartesi), tue, wed, thu, fri, sat, sun (pazar).
    contact_hours:
      windows:
        - days: [mon, tue, wed, thu, fri]
          from: "09:00"
          to: "18:00"
      # Size ulaşma yolları; mektuplarda ve sözleşmelerde böyle geçer.
      channels: [{tr: e-posta}]
      # Kaç çalışma saati içinde yanıt verdiğiniz.
      response_hours: 24

    # Ücretleriniz, yukarıdaki para biriminde: rakamla, ondalık için nokta kullanarak.
    fees:
      session: "120.50"
      minutes: 60

    # Çalışma kurallarınız.
    policies:
      # 18 yaşından küçükler: adults_only (yalnızca yetişkinler) ya da with_guardian (veli onayıyla).
      minors: adults_only
      # Bir seansı ertelemek ya da iptal etmek için kaç saat önceden haber verilmesi gerektiği.
      cancellation_hours: 24
      # Kabul edemediğiniz kişilerin yazdıklarını kaç ay sakladığınız.
      prospect_months: 6

    # Mektuplarınızın altında yer alanlar. Yasanın istediği satırlar kendiliğinden eklenir.
    signature:
      phone: "+1 555 0100"
      website: "https://example.org"
      lines: []

    # Mektupların gönderildiği e-posta hesabı. Parolayı buraya asla yazmayın: garbo onu sistemin anahtarlığından,
    # bir komuttan (password_command) ya da bir ortam değişkeninden (password_env) alır.
    mail:
      from: "Deniz Kaya <deniz@gmail.com>"
      smtp:
        host: smtp.gmail.com
        port: 465
        security: tls
        username: "deniz@gmail.com"
        #password_command: "pass show mail"
    # Gmail: programlar normal parolanızı kullanamaz; güvenlik ayarlarında bir «uygulama parolası» oluşturun.

    # Kiminle çalışmak istediğiniz ve nerede durduğunuz: davranışlar ve konular; asla kişinin kim olduğu değil.
    #screening:
    #  never: [sonuç garantisi ister, saygısız davranır]
    #  max_clients: 12

    # Koçluk sözleşmelerinizin içeriği; bütün anahtarlar `docs/agreements.md` dosyasındadır. Adres, numaralar ve banka
    # bilgileri `coach:` altında, `party:` anahtarında yer alır. Metinler hukuki danışmanlık değildir.
    #terms:
    #  fees: {tax: smm_vat}
    #  place_safety: {platform: Zoom}
    "#
    );
}
