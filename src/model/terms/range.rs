//! The range of every number of the terms, with its unit.

use crate::model::terms::Terms;
use crate::model::terms::faults::Faults;

impl Terms {
    /// Tells every number that is out of its range.
    pub(super) fn check_ranges(&self, faults: &mut Faults) {
        let mut range = |path: &str, value: Option<u32>, low: u32, high: u32, unit: &str| {
            if let Some(value) = value.filter(|v| !(low..=high).contains(v)) {
                faults.tell(
                    path,
                    format!("`terms.{path}` is {value}, and {low} to {high} {unit} are accepted"),
                    "write a number in between",
                );
            }
        };
        if let Some(s) = &self.sessions {
            range("sessions.count", s.count, 1, 1000, "sessions");
            range("sessions.minutes", s.minutes, 15, 240, "minutes");
            range("sessions.interval_days", s.interval_days, 1, 366, "days");
            range("sessions.validity_months", s.validity_months, 1, 120, "months");
        }
        range(
            "lateness.wait_minutes",
            self.lateness.as_ref().and_then(|l| l.wait_minutes),
            1,
            120,
            "minutes",
        );
        if let Some(c) = &self.reschedule_cancel {
            range("reschedule_cancel.notice_hours", c.notice_hours, 6, 168, "hours");
            range("reschedule_cancel.free_moves", c.free_moves, 1, 20, "moves");
        }
        if let Some(c) = &self.contact_hours {
            range("contact_hours.response_hours", c.response_hours, 1, 72, "working hours");
            range("contact_hours.per_week", c.per_week, 1, 100, "messages");
            range("contact_hours.minutes_each", c.minutes_each, 1, 120, "minutes");
        }
        range(
            "late_payment.grace_days",
            self.late_payment.as_ref().and_then(|l| l.grace_days),
            1,
            60,
            "days",
        );
        let review = self.client_duties.as_ref().and_then(|c| c.review_after);
        range("client_duties.review_after", review, 1, 1000, "sessions");
        range("record.correction_days", self.record.as_ref().and_then(|r| r.correction_days), 1, 30, "days");
        range("confidentiality.years", self.confidentiality.as_ref().and_then(|c| c.years), 1, 50, "years");
        let retention = self.data_protection.as_ref().and_then(|d| d.retention_months);
        range("data_protection.retention_months", retention, 1, 240, "months");
        range(
            "recording.delete_after_days",
            self.recording.as_ref().and_then(|r| r.delete_after_days),
            1,
            365,
            "days",
        );
        range(
            "termination_client.notice_days",
            self.termination_client.as_ref().and_then(|n| n.notice_days),
            0,
            90,
            "days",
        );
        range(
            "termination_coach.notice_days",
            self.termination_coach.as_ref().and_then(|n| n.notice_days),
            0,
            90,
            "days",
        );
        range("refund.days", self.refund.as_ref().and_then(|r| r.days), 1, 60, "days");
        range("handover.names", self.handover.as_ref().and_then(|h| h.names), 1, 3, "colleagues");
        range("force_majeure.days", self.force_majeure.as_ref().and_then(|f| f.days), 7, 180, "days");
        let reply = self.complaints.as_ref().and_then(|c| c.reply_working_days);
        range("complaints.reply_working_days", reply, 1, 60, "working days");
        range("signatures.copies", self.signatures.as_ref().and_then(|s| s.copies), 1, 10, "copies");
    }
}
