package org.letterlock.desktop.ui.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.health.Standing.State;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.VacationInfo;

/** What is done with mailboxes, by what the engine is told. */
final class MailboxesViewModelTest {

    private final FakeEngine engine = Household.on(new FakeEngine());
    private final InlineTasks tasks = new InlineTasks();
    private final HomeViewModel home = new HomeViewModel(engine, tasks, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));
    private final List<String> devices = new ArrayList<>();
    private final MailboxesViewModel model =
            new MailboxesViewModel(home, (mailbox, person) -> devices.add(mailbox + " of " + person));

    @BeforeEach
    void ask() {
        home.refresh();
        engine.asked().clear();
    }

    private MailboxViewModel anna() {
        model.choose(Household.ANNA);
        engine.asked().clear();
        return Objects.requireNonNull(model.chosen().get());
    }

    private AddressInfo info() {
        return Objects.requireNonNull(anna().mailbox().answer().get())
                .addresses()
                .getLast();
    }

    private static String code(Problem problem) {
        return problem.area() + "." + problem.code();
    }

    @Test
    void addsAMailboxAndKeepsItsPasswordNoLongerThanItIsLookedAt() {
        model.adding().set(true);
        model.address().set(" eva@example.org ");
        model.name().set("Eva");
        model.device().set("phone");
        model.recovery().set(false);
        model.add();
        assertThat(engine.asked())
                .first()
                .isEqualTo(
                        "addAccount AccountOrder[address=eva@example.org, name=Eva, credential=phone, recovery=false]");
        assertThat(engine.asked()).as("the list is asked behind it").contains("accounts");
        assertThat(model.adding().get()).isFalse();
        assertThat(model.address().get()).isEmpty();
        assertThat(Objects.requireNonNull(model.made().get()).password()).startsWith("k7wq");
        model.choose(Household.ANNA);
        assertThat(model.made().get()).as("nothing shows it again").isNotNull();
        assertThat(model.chosen().get()).isNull();
        Confirmation asked = Objects.requireNonNull(model.confirmation().get());
        assertThat(asked.values()).containsEntry("mailbox", "eva@example.org");
        asked.yes().run();
        assertThat(model.made().get()).isNull();
        assertThat(model.confirmation().get()).isNull();
        assertThat(Objects.requireNonNull(model.chosen().get()).address()).isEqualTo(Household.ANNA);
    }

    @Test
    void doesNotMakeAnotherMailboxBeforeThePasswordOfTheOneBeforeWasTakenDown() {
        model.address().set("eva@example.org");
        model.add();
        engine.asked().clear();
        model.address().set("tom@example.org");
        model.add();
        assertThat(engine.asked()).isEmpty();
        assertThat(model.made().get()).isNotNull();
        assertThat(model.address().get()).isEqualTo("tom@example.org");
        Objects.requireNonNull(model.confirmation().get()).yes().run();
        assertThat(engine.asked()).first().asString().startsWith("addAccount AccountOrder[address=tom@example.org");
        assertThat(model.confirmation().get()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eva", "eva@", "@example.org", "eva@example", "e va@example.org", "eva@example.org."})
    void asksNobodyAboutWhatIsNoAddress(String typed) {
        model.adding().set(true);
        model.address().set(typed);
        model.add();
        assertThat(engine.asked()).isEmpty();
        assertThat(code(Objects.requireNonNull(model.asked().problem().get()))).isEqualTo("form.mailbox");
        assertThat(model.address().get()).isEqualTo(typed);
        assertThat(model.adding().get()).isTrue();
        assertThat(home.standing().get().state())
                .as("the server has nothing to do with it")
                .isEqualTo(State.FINE);
    }

    @Test
    void keepsWhatWasTypedWhereTheServerSaysNo() {
        model.address().set("eva@example.org");
        engine.cut(Problem.of("ssh", "unreachable", Map.of(), null));
        model.add();
        assertThat(model.address().get()).isEqualTo("eva@example.org");
        assertThat(model.made().get()).isNull();
    }

    @Test
    void showsWhatLeadsToAMailboxAndNothingElse() {
        Mailbox mailbox = Objects.requireNonNull(anna().mailbox().answer().get());
        assertThat(mailbox.addresses())
                .extracting(AddressInfo::address)
                .containsExactly(Household.ANNA, "info@example.org");
        assertThat(mailbox.quota())
                .hasValueSatisfying(quota -> assertThat(quota.octets()).isEqualTo(20_000_000_000L));
        assertThat(mailbox.recoverable())
                .hasValueSatisfying(each -> assertThat(each.sealed()).isTrue());
    }

    @Test
    void changesAddressesAndWhereTheyLead() {
        AddressInfo info = info();
        MailboxViewModel anna = anna();
        anna.newAddress().set(" sales@example.org ");
        anna.addAddress();
        anna.forward().set("ben@example.net");
        anna.addForward(info);
        anna.removeForward(info, "office@example.net");
        anna.switchAddress(info, "drop");
        anna.switchAddress(info, null);
        assertThat(engine.asked())
                .containsSubsequence(
                        "addAddress AddressOrder[address=sales@example.org, account=anna@example.org]",
                        "setAddress AddressRuleOrder[address=info@example.org, accounts=[anna@example.org, paul@example.org],"
                                + " forwards=[office@example.net, ben@example.net], webhooks=null]",
                        "setAddress AddressRuleOrder[address=info@example.org, accounts=[anna@example.org, paul@example.org],"
                                + " forwards=[], webhooks=null]",
                        "switchAddress AddressSwitch[address=info@example.org, off=drop]",
                        "switchAddress AddressSwitch[address=info@example.org, off=null]");
        assertThat(anna.newAddress().get()).isEmpty();
        assertThat(anna.forward().get()).isEmpty();
    }

    @Test
    void asksBeforeWhatCannotBeTakenBack() {
        AddressInfo info = info();
        MailboxViewModel anna = anna();
        anna.removeAddress(info);
        assertThat(engine.asked()).isEmpty();
        confirm(anna).yes().run();
        assertThat(engine.asked()).contains("removeAddress AddressName[address=info@example.org]");
        anna.revoke(
                Objects.requireNonNull(anna.mailbox().answer().get()).devices().getFirst());
        confirm(anna).yes().run();
        assertThat(engine.asked()).contains("removeCredential CredentialName[account=anna@example.org, name=pixel]");
    }

    private static Confirmation confirm(MailboxViewModel model) {
        return Objects.requireNonNull(model.confirmation().get());
    }

    @Test
    void erasesByTheTypedNameAndGoesBackToTheList() {
        MailboxViewModel anna = anna();
        anna.erase();
        assertThat(confirm(anna).typed()).isEqualTo(Household.ANNA);
        assertThat(confirm(anna).values()).containsEntry("messages", "41200");
        confirm(anna).yes().run();
        assertThat(engine.asked()).first().isEqualTo("eraseAccount AccountAddress[address=anna@example.org]");
        assertThat(engine.asked())
                .as("nothing is asked of what is gone")
                .doesNotContain("credentials AccountAddress[address=anna@example.org]");
        assertThat(model.chosen().get()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"20,20000000000", "' 0,5 ',500000000", "1.125,1125000000", "0,0", "1000000,1000000000000000"})
    void setsALimitInGigabytes(String typed, String octets) {
        MailboxViewModel anna = anna();
        anna.limit().set(typed);
        anna.setLimit();
        assertThat(engine.asked().getFirst())
                .isEqualTo("setQuota QuotaOrder[subject=anna@example.org, octets=" + octets
                        + ", messages=null, total=null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "-1", "1.2345", "1000001", "99999999"})
    void refusesWhatIsNoNumberOfGigabytes(String typed) {
        MailboxViewModel anna = anna();
        anna.limit().set(typed);
        anna.setLimit();
        assertThat(engine.asked()).isEmpty();
        assertThat(code(Objects.requireNonNull(anna.mailbox().problem().get()))).isEqualTo("form.gigabytes");
        anna.removeLimit();
        assertThat(engine.asked().getFirst()).contains("octets=none");
        assertThat(anna.mailbox().problem().get()).isNull();
    }

    @Test
    void answersFromTheFirstDayToTheEndOfTheLast() {
        MailboxViewModel anna = anna();
        anna.answer().set("Back on Monday.\n");
        anna.from().set(LocalDate.of(2026, 12, 1));
        anna.until().set(LocalDate.of(2026, 12, 24));
        anna.startAnswers();
        ZoneId here = ZoneId.systemDefault();
        assertThat(engine.asked().getFirst())
                .isEqualTo(
                        "setVacation VacationOrder[account=anna@example.org, text=Back on Monday., subject=null, days=7, from="
                                + LocalDate.of(2026, 12, 1).atStartOfDay(here).toInstant() + ", until="
                                + LocalDate.of(2026, 12, 25).atStartOfDay(here).toInstant() + "]");
    }

    @Test
    void showsTheAnswerThatIsSetAndLeavesWhatIsTypedMeanwhile() {
        ZoneId here = ZoneId.systemDefault();
        engine.answer(
                "vacation",
                new VacationInfo(
                        Household.ANNA,
                        true,
                        "Away.",
                        "Gone",
                        3,
                        null,
                        LocalDate.of(2026, 12, 25)
                                .atStartOfDay(here)
                                .toInstant()
                                .toString()));
        MailboxViewModel anna = anna();
        assertThat(anna.answer().get()).isEqualTo("Away.");
        assertThat(anna.until().get()).isEqualTo(LocalDate.of(2026, 12, 24));
        assertThat(anna.days().get()).isEqualTo("3");
        anna.answer().set("Away, and");
        anna.lock();
        assertThat(anna.answer().get()).isEqualTo("Away, and");
        assertThat(engine.asked()).contains("vacation AccountAddress[address=anna@example.org]");
        anna.startAnswers();
        assertThat(engine.asked())
                .anySatisfy(question ->
                        assertThat(question).startsWith("setVacation").contains("days=3"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "' 31 ', 31", "09, 9", "'', null"})
    void answersEachPersonOnceInSoManyDaysAsWereTyped(String typed, String days) {
        MailboxViewModel anna = anna();
        anna.answer().set("Away.");
        anna.days().set(typed);
        anna.startAnswers();
        assertThat(engine.asked().getFirst()).startsWith("setVacation").contains("days=" + days + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "32", "-1", "7.5", "a week", "007", "99999999999"})
    void answersNothingByWhatIsNoNumberOfDays(String typed) {
        MailboxViewModel anna = anna();
        anna.answer().set("Away.");
        anna.days().set(typed);
        anna.startAnswers();
        assertThat(engine.asked()).isEmpty();
        assertThat(code(Objects.requireNonNull(anna.mailbox().problem().get()))).isEqualTo("form.days");
        assertThat(anna.days().get()).isEqualTo(typed);
    }

    @Test
    void choosesWhatBecomesOfJunkAndOfWhatPop3Deletes() {
        MailboxViewModel anna = anna();
        anna.judgeJunk("strict");
        anna.putJunk("junk");
        anna.choosePop3("gone");
        anna.chooseRecovery(false);
        assertThat(engine.asked())
                .containsSubsequence(
                        "chooseJunk JunkChoice[account=anna@example.org, level=strict, place=null]",
                        "chooseJunk JunkChoice[account=anna@example.org, level=null, place=junk]",
                        "choosePop3 Pop3Choice[account=anna@example.org, deleted=gone]",
                        "chooseRecovery RecoveryChoice[account=anna@example.org, chosen=false]");
    }

    @Test
    void limitsWhatAMailboxSends() {
        MailboxViewModel anna = anna();
        assertThat(Objects.requireNonNull(anna.mailbox().answer().get())
                        .sent()
                        .orElseThrow()
                        .account())
                .isEqualTo(Household.ANNA);
        anna.mostLetters().set(" 50 ");
        anna.setSending();
        assertThat(anna.mostLetters().get()).isEmpty();
        anna.mostLetters().set("0");
        anna.mostPeople().set("999999999");
        anna.setSending();
        anna.sendAsUsual();
        anna.sendWithoutLimit();
        anna.liftSending();
        assertThat(engine.asked())
                .containsSubsequence(
                        "setSending SendingOrder[account=anna@example.org, letters=50, recipients=null]",
                        "sending SendingSubject[account=anna@example.org]",
                        "setSending SendingOrder[account=anna@example.org, letters=0, recipients=999999999]",
                        "setSending SendingOrder[account=anna@example.org, letters=unset, recipients=unset]",
                        "setSending SendingOrder[account=anna@example.org, letters=none, recipients=none]",
                        "liftSending AccountAddress[address=anna@example.org]");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "many, ''", "'', -1", "50, 1000000000", "1 000, ''"})
    void setsNoLimitThatIsNoNumber(String letters, String people) {
        MailboxViewModel anna = anna();
        anna.mostLetters().set(letters);
        anna.mostPeople().set(people);
        anna.setSending();
        assertThat(engine.asked()).isEmpty();
        assertThat(code(Objects.requireNonNull(anna.mailbox().problem().get()))).isEqualTo("form.count");
        assertThat(anna.mostLetters().get()).isEqualTo(letters);
    }

    @Test
    void offersProgramsWhatTheyDoNotStumbleOver() {
        MailboxViewModel anna = anna();
        anna.offer("CONDSTORE", false);
        anna.offer("UIDONLY", true);
        assertThat(engine.asked())
                .containsSubsequence(
                        "switchCapabilities CapabilitySwitch[account=anna@example.org, on=[], off=[CONDSTORE]]",
                        "capabilities AccountAddress[address=anna@example.org]",
                        "switchCapabilities CapabilitySwitch[account=anna@example.org, on=[UIDONLY], off=[]]");
    }

    @Test
    void leadsToANewDeviceWhereThisAppCanSetOneUp() {
        anna().addDevice();
        assertThat(devices).containsExactly(Household.ANNA + " of Anna");
        MailboxesViewModel without = new MailboxesViewModel(home, null);
        without.choose(Household.ANNA);
        assertThat(Objects.requireNonNull(without.chosen().get()).isForDevices())
                .isFalse();
    }
}
