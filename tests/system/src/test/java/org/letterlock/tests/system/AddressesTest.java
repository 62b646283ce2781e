package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;

/** What the owner says about addresses on the command line, and what becomes of mail for them. */
final class AddressesTest {

    private static Site site;
    private static Site.Owner anna;
    private static Site.Owner ben;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        site = new Site();
        anna = site.newcomer();
        ben = site.newcomer();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static String agent(String... words) {
        Agent.Ran ran = Agent.run(site.engine().socket(), "", words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out();
    }

    private static String refused(String... words) {
        Agent.Ran ran = Agent.run(site.engine().socket(), "", words);
        assertThat(ran.exitCode()).isEqualTo(1);
        return ran.err();
    }

    private SmtpTestClient.Reply deliver(Letter letter) {
        try (SmtpTestClient smtp = site.engine().mx().ehlo()) {
            return smtp.deliver("friend@example.org", List.of(letter.to()), letter.octets());
        }
    }

    private Letter letter(String to) {
        return letters.plain("friend@example.org", to, "Hello", "A few words.\n");
    }

    @Test
    void oneAddressReachesSeveralAndASwitchReachesNobody() {
        assertThat(agent(
                        "address",
                        "set",
                        "family@example.test",
                        "--account",
                        anna.address(),
                        "--account",
                        ben.address()))
                .contains("family@example.test", anna.address() + ", " + ben.address(), "on");
        agent("address", "set", "/shop-.*/@example.test", "--account", ben.address());
        Letter both = letter("Family+x@example.test");
        Letter shop = letter("shop-17@example.test");
        assertThat(deliver(both).isPositive()).isTrue();
        assertThat(deliver(shop).isPositive()).isTrue();
        try (ImapTestClient imap = Mailboxes.open(site.engine(), anna.address(), anna.password(), 1)) {
            assertThat(Mailboxes.holds(imap, both)).isTrue();
        }
        try (ImapTestClient imap = Mailboxes.open(site.engine(), ben.address(), ben.password(), 2)) {
            assertThat(Mailboxes.holds(imap, both)).isTrue();
            assertThat(Mailboxes.holds(imap, shop)).isTrue();
        }

        agent("address", "off", "shop-17@example.test");
        agent("address", "off", "shop-18@example.test", "--answer", "later");
        agent("address", "off", "shop-19@example.test", "--answer", "drop");
        assertThat(agent("address", "show", "example.test"))
                .contains("shop-17@example.test", "off: refuse", "off: later", "off: drop", "/shop-.*/@example.test");
        assertThat(deliver(letter("shop-17@example.test")).code()).isEqualTo(550);
        assertThat(deliver(letter("shop-18@example.test")).code()).isEqualTo(450);
        assertThat(deliver(letter("shop-19@example.test")).code()).isEqualTo(250);
        site.engine().stop();
        site.engine().startAgain();
        assertThat(deliver(letter("shop-17@example.test")).code()).isEqualTo(550);
        agent("address", "on", "shop-17@example.test");
        assertThat(deliver(letter("shop-17@example.test")).code()).isEqualTo(250);
        try (ImapTestClient imap = Mailboxes.open(site.engine(), ben.address(), ben.password(), 3)) {
            assertThat(imap.headers("1:*", "SUBJECT")).hasSize(3);
        }

        agent("address", "remove", "/shop-.*/@example.test");
        assertThat(deliver(letter("shop-20@example.test")).code()).isEqualTo(550);
    }

    @Test
    void saysWhatIsWrong() {
        Site.Owner carla = site.newcomer();
        assertThat(refused("address", "remove", carla.address())).contains("signs in with " + carla.address());
        assertThat(refused("address", "set", carla.address(), "--account", anna.address()))
                .contains("signs in with");
        assertThat(refused("address", "set", "/(/@example.test", "--account", anna.address()))
                .contains("is no address");
        assertThat(refused("address", "set", "x@example.test")).contains("Nobody was named");
        assertThat(refused("address", "set", "x@example.org", "--account", anna.address()))
                .contains("not one of ours");
        assertThat(refused("address", "set", "x@example.test", "--account", "q@example.test"))
                .contains("No account");
        assertThat(refused("address", "off", "x@example.test", "--answer", "vanish"))
                .contains("refuse (550)");
        assertThat(refused("address", "on", "x@example.test")).contains("There is no address");
        assertThat(JsonParser.parseString(agent("address", "off", carla.address(), "--json"))
                        .getAsJsonObject()
                        .get("off")
                        .getAsString())
                .isEqualTo("refuse");
        // Its owner signs in all the same.
        try (ImapTestClient imap = site.engine().imaps().login(carla.address(), carla.password())) {
            imap.logout();
        }
    }
}
