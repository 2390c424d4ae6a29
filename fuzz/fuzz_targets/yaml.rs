//! Files of a practice: a value or faults in few words, and what was read can be written and read again.
#![no_main]

use garbo::model::colleague::Directory;
use garbo::model::person::Person;
use garbo::model::practice::Practice;
use garbo::yaml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let faults = [
        yaml::read::<Practice>(bytes, "x.yaml").map(|_| ()),
        yaml::read::<Directory>(bytes, "x.yaml").map(|_| ()),
        yaml::read_free(bytes, "x.yaml").map(|_| ()),
    ];
    for error in faults.into_iter().filter_map(Result::err) {
        let told = error.to_string();
        assert!(!told.is_empty() && told.len() < 30_000, "{} bytes of error", told.len());
    }
    if let Ok(person) = yaml::read::<Person>(bytes, "x.yaml") {
        let text = yaml::to_string(&person.value).expect("a person can be written");
        let again = yaml::read::<Person>(text.as_bytes(), "x.yaml").expect("what was written can be read");
        assert_eq!(again.value, person.value);
    }
});
