package org.letterlock.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/** Where mail goes by rules about addresses, and what the rules survive. */
final class AddressRulesTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DomainName HOME = new DomainName("example.test");

    @TempDir
    Path folder = Path.of("");

    private final byte[] key = new byte[32];
    private Optional<Directory> opened = Optional.empty();

    @BeforeEach
    void create() {
        reopen();
        directory().addDomain(HOME);
    }

    private void reopen() {
        close();
        opened = Optional.of(Directory.open(folder.resolve("directory.db"), key, Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        opened.ifPresent(directory -> {
            assertThat(directory.verify()).isEmpty();
            directory.close();
        });
        opened = Optional.empty();
    }

    private Directory directory() {
        return opened.orElseThrow();
    }

    private static AddressName name(String text) {
        return AddressName.parse(text).orElseThrow();
    }

    private Account account(String address) {
        Account account = new Account(
                AccountId.random(RANDOM),
                "",
                EmailAddress.parse(address).orElseThrow(),
                new byte[16],
                4096,
                SealKeyPair.generate(RANDOM).publicKey(),
                Optional.empty(),
                Instant.EPOCH,
                true);
        assertThat(directory().addAccount(account, account.address())).isEqualTo(ChangeResult.DONE);
        return account;
    }

    private void set(String text, Account... accounts) {
        set(text, List.of(), accounts);
    }

    private void set(String text, List<String> forwards, Account... accounts) {
        List<AccountId> ids = List.of(accounts).stream().map(Account::id).toList();
        List<EmailAddress> outside = forwards.stream()
                .map(address -> EmailAddress.parse(address).orElseThrow())
                .toList();
        assertThat(directory().rules().set(name(text), ids, outside, List.of())).isEqualTo(ChangeResult.DONE);
    }

    private void off(String text, OffAnswer answer) {
        assertThat(directory().rules().switchTo(name(text), Optional.of(answer)))
                .isEqualTo(ChangeResult.DONE);
    }

    /** Who gets mail for an address, or why nobody does. */
    private String goes(String address) {
        return switch (directory().route(EmailAddress.parse(address).orElseThrow())) {
            case Route.Ours(List<Account> accounts, List<EmailAddress> forwards, List<Webhook> _) ->
                Stream.concat(
                                accounts.stream().map(a -> a.address().localPart()),
                                forwards.stream().map(EmailAddress::toString))
                        .collect(Collectors.joining(" "));
            case Route.Back(EmailAddress _) -> "back";
            case Route.Off(OffAnswer answer) -> answer.word();
            case Route.Unknown() -> "unknown";
            case Route.NotLocal() -> "elsewhere";
        };
    }

    @Test
    void tellsWebServersWithOrWithoutAnybodyElse() {
        byte[] secret = new byte[32];
        secret[0] = 7;
        Webhook hook = Webhook.parse("https://hooks.example.com/x", secret).orElseThrow();
        AccountId anna = account("anna@example.test").id();
        EmailAddress friend = EmailAddress.parse("friend@example.org").orElseThrow();
        assertThat(directory().rules().set(name("robot@example.test"), List.of(), List.of(), List.of(hook)))
                .isEqualTo(ChangeResult.DONE);
        assertThat(directory().rules().set(name("all@example.test"), List.of(anna), List.of(friend), List.of(hook)))
                .isEqualTo(ChangeResult.DONE);
        reopen();
        EmailAddress robot = EmailAddress.parse("robot+x@example.test").orElseThrow();
        assertThat(directory().route(robot)).isEqualTo(new Route.Ours(List.of(), List.of(), List.of(hook)));
        assertThat(directory().rules().webhook(robot, hook.url())).contains(hook);
        assertThat(directory().rules().webhook(robot, "https://hooks.example.com/y"))
                .isEmpty();
        assertThat(goes("all@example.test")).isEqualTo("anna friend@example.org");
        assertThat(directory()
                        .rules()
                        .find(name("all@example.test"))
                        .orElseThrow()
                        .webhooks())
                .containsExactly(hook);
        off("robot@example.test", OffAnswer.REFUSE);
        assertThat(goes("robot@example.test")).isEqualTo("refuse");
        assertThat(directory().rules().webhook(robot, hook.url())).isEmpty();
        assertThat(directory().rules().switchTo(name("robot@example.test"), Optional.empty()))
                .isEqualTo(ChangeResult.DONE);
        assertThat(directory().rules().webhook(robot, hook.url())).contains(hook);
        assertThat(directory()
                        .rules()
                        .set(
                                name("robot@example.test"),
                                List.of(),
                                List.of(),
                                Collections.nCopies(AddressRules.MAX_WEBHOOKS + 1, hook)))
                .isEqualTo(ChangeResult.TOO_MANY);
    }

    @Test
    void leadsToSeveralAccounts() {
        set("family@example.test", account("anna@example.test"), account("ben@example.test"));
        reopen();
        assertThat(goes("Family+x@example.test")).isEqualTo("anna ben");
        assertThat(directory().rules().of(HOME))
                .extracting(AddressRule::written)
                .containsExactly("anna@example.test", "ben@example.test", "family@example.test");
    }

    @Test
    void whereMailIsSentOnToIsNoDomainOfOurs() {
        DomainName there = new DomainName("example.org");
        set("away@example.test", List.of("a@Example.org"), account("anna@example.test"));
        off("away@example.test", OffAnswer.REFUSE);
        assertThat(directory().addDomain(there)).isEqualTo(ChangeResult.SENT_ON_TO);
        assertThat(directory().isLocal(there)).isFalse();
        assertThat(directory().rules().sendingOn(there))
                .map(AddressRule::written)
                .contains("away@example.test");
        assertThat(directory().addDomain(new DomainName("sub.example.org"))).isEqualTo(ChangeResult.DONE);
        set("away@example.test", List.of("a@example.net"));
        assertThat(directory().addDomain(there)).isEqualTo(ChangeResult.DONE);
    }

    @Test
    void leadsElsewhereToo() {
        Account anna = account("anna@example.test");
        set("both@example.test", List.of("a@example.org", "b@example.org"), anna);
        set("/out.*/@example.test", List.of("a@example.org"));
        set("*@example.test", List.of("c@example.org"));
        reopen();
        assertThat(goes("both+x@example.test")).isEqualTo("anna a@example.org b@example.org");
        assertThat(goes("out1@example.test")).isEqualTo("a@example.org");
        assertThat(goes("other@example.test")).isEqualTo("c@example.org");
        assertThat(goes("postmaster@example.test")).isEqualTo("c@example.org");
        off("both@example.test", OffAnswer.LATER);
        assertThat(goes("both@example.test")).isEqualTo("later");
        directory().removeAccount(anna.id());
        directory().rules().switchTo(name("both@example.test"), Optional.empty());
        assertThat(goes("both@example.test")).isEqualTo("a@example.org b@example.org");
    }

    @Test
    void triesAddressesThenPatternsThenTheCatchAll() {
        Account anna = account("anna@example.test");
        Account ben = account("ben@example.test");
        Account carl = account("carl@example.test");
        set("*@example.test", carl);
        set("/sales-.*/@example.test", anna);
        set("/sales-[a-z]+|[0-9]+/@example.test", ben);
        set("sales-own@example.test", carl, ben);
        reopen();
        assertThat(goes("sales-x@example.test")).isEqualTo("anna");
        assertThat(goes("SALES-X@example.test")).isEqualTo("anna");
        assertThat(goes("sales-own@example.test")).isEqualTo("carl ben");
        assertThat(goes("2026@example.test")).isEqualTo("ben");
        assertThat(goes("2026+x@example.test")).isEqualTo("ben");
        assertThat(goes("2026x@example.test")).isEqualTo("carl");
        assertThat(goes("presales-x@example.test")).isEqualTo("carl");
        assertThat(directory().rules().of(HOME))
                .extracting(AddressRule::written)
                .endsWith("/sales-.*/@example.test", "/sales-[a-z]+|[0-9]+/@example.test", "*@example.test");
    }

    @Test
    void keepsAPatternToItsDomain() {
        directory().addDomain(new DomainName("example.test.example"));
        set("/x.*/@example.test", account("anna@example.test"));
        assertThat(goes("x1@example.test")).isEqualTo("anna");
        assertThat(goes("x1@example.test.example")).isEqualTo("unknown");
        assertThat(goes("x1@example.org")).isEqualTo("elsewhere");
    }

    @ParameterizedTest
    @CsvSource({"REFUSE, refuse", "LATER, later", "DROP, drop"})
    void switchesAddressesOffAndOn(OffAnswer answer, String goes) {
        Account anna = account("anna@example.test");
        set("*@example.test", anna);
        off("anna@example.test", answer);
        off("never@example.test", answer);
        off("/spam.*/@example.test", answer);
        reopen();
        assertThat(goes("anna+x@example.test")).isEqualTo(goes);
        assertThat(goes("never@example.test")).isEqualTo(goes);
        assertThat(goes("spam1@example.test")).isEqualTo(goes);
        assertThat(goes("other@example.test")).isEqualTo("anna");
        // Who reads it signs in with it all the same.
        assertThat(directory().accountForLogin("anna@example.test").map(Account::id))
                .contains(anna.id());
        for (String text : List.of("anna@example.test", "never@example.test", "/spam.*/@example.test")) {
            assertThat(directory().rules().switchTo(name(text), Optional.empty()))
                    .isEqualTo(ChangeResult.DONE);
        }
        assertThat(goes("anna@example.test")).isEqualTo("anna");
        assertThat(goes("never@example.test")).isEqualTo("anna");
        assertThat(directory().rules().of(HOME)).hasSize(2);
    }

    /** RFC 5321 §4.5.1. */
    @Test
    void reachesThePostmasterAlways() {
        account("anna@example.test");
        off("*@example.test", OffAnswer.DROP);
        off("postmaster@example.test", OffAnswer.REFUSE);
        assertThat(goes("postmaster@example.test")).isEqualTo("anna");
        assertThat(goes("other@example.test")).isEqualTo("drop");
    }

    @Test
    void takesFromNobodyTheAddressThatOpensTheAccount() {
        Account anna = account("anna@example.test");
        Account ben = account("ben@example.test");
        assertThat(directory().rules().set(name("anna@example.test"), List.of(ben.id()), List.of(), List.of()))
                .isEqualTo(ChangeResult.FIRST_ADDRESS);
        assertThat(directory().rules().remove(name("anna@example.test"))).isEqualTo(ChangeResult.FIRST_ADDRESS);
        set("anna@example.test", anna, ben);
        assertThat(goes("anna@example.test")).isEqualTo("anna ben");
        assertThat(directory().accountForLogin("anna@example.test").map(Account::id))
                .contains(anna.id());
        assertThat(directory().rules().remove(name("other@example.test"))).isEqualTo(ChangeResult.NOT_THERE);
    }

    @Test
    void forgetsAnAccountThatIsGone() {
        Account anna = account("anna@example.test");
        Account ben = account("ben@example.test");
        set("/all.*/@example.test", anna, ben);
        set("/ben.*/@example.test", ben);
        directory().removeAccount(ben.id());
        assertThat(goes("all1@example.test")).isEqualTo("anna");
        assertThat(goes("ben1@example.test")).isEqualTo("unknown");
    }

    @Test
    void hasLimits() {
        Account anna = account("anna@example.test");
        List<AccountId> many = IntStream.range(0, AddressRules.MAX_ACCOUNTS + 1)
                .mapToObj(i -> account("a" + i + "@example.test").id())
                .toList();
        assertThat(directory().rules().set(name("all@example.test"), many, List.of(), List.of()))
                .isEqualTo(ChangeResult.TOO_MANY);
        List<EmailAddress> forwards = IntStream.range(0, AddressRules.MAX_FORWARDS + 1)
                .mapToObj(i -> EmailAddress.parse("f" + i + "@example.org").orElseThrow())
                .toList();
        assertThat(directory().rules().set(name("all@example.test"), List.of(), forwards, List.of()))
                .isEqualTo(ChangeResult.TOO_MANY);
        for (int i = 0; i < AddressRules.MAX_PATTERNS; i++) {
            set("/p" + i + "/@example.test", anna);
        }
        assertThat(directory().rules().set(name("/p/@example.test"), List.of(anna.id()), List.of(), List.of()))
                .isEqualTo(ChangeResult.TOO_MANY);
        set("/p7/@example.test", anna);
    }

    /** Linear time: with an engine that goes back, either would outlast everybody. */
    @Test
    void matchesHostilePatternsInLinearTime() {
        account("anna@example.test");
        off("/(a+)+b/@example.test", OffAnswer.DROP);
        off("/(.*.*.*.*)*x/@example.test", OffAnswer.DROP);
        assertThat(goes("a".repeat(64) + "@example.test")).isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/(/@example.test",
                "//@example.test",
                "/a{1000}/@example.test",
                "/(?=a)/@example.test",
                "/(a)\\1/@example.test",
                "/a/@",
                "/a/",
                "*@",
                "*@-",
                "anna",
                ""
            })
    void readsNoOther(String text) {
        assertThat(AddressName.parse(text)).isEmpty();
        assertThat(AddressName.parse("/" + "a".repeat(201) + "/@example.test")).isEmpty();
    }
}
