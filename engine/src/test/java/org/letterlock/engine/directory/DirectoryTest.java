package org.letterlock.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Schema;
import org.letterlock.engine.sqlite.SqliteThreads;

final class DirectoryTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SealPublicKey SEAL_KEY = SealKeyPair.generate(RANDOM).publicKey();
    private static final DomainName HOME = new DomainName("example.test");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private final byte[] key = new byte[32];
    private Optional<Directory> opened = Optional.empty();

    @BeforeEach
    void create() {
        RANDOM.nextBytes(key);
        file = folder.resolve("directory.db");
        reopen();
        assertThat(directory().addDomain(HOME)).isEqualTo(ChangeResult.DONE);
    }

    @AfterEach
    void close() {
        opened.ifPresent(Directory::close);
    }

    @Test
    void exactAddressesReachTheirAccountInAnyCase() {
        Account anna = account("anna@example.test");
        assertReaches("anna@example.test", anna);
        assertReaches("ANNA@Example.TEST", anna);
        assertThat(route("berta@example.test")).isEqualTo(new Route.Unknown());
        assertThat(route("anna@example.org")).isEqualTo(new Route.NotLocal());
    }

    @Test
    void detailIsIgnoredUnlessTheFullAddressExists() {
        Account anna = account("anna@example.test");
        Account shop = account("anna+shop@example.test");
        assertReaches("anna+bank@example.test", anna);
        assertReaches("anna+shop@example.test", shop);
    }

    @Test
    void catchAllTakesWhatNothingElseMatches() {
        Account anna = account("anna@example.test");
        Account berta = account("berta@example.test");
        assertThat(directory().setCatchAll(HOME, Optional.of(berta.id()))).isEqualTo(ChangeResult.DONE);
        assertReaches("anna@example.test", anna);
        assertReaches("whoever@example.test", berta);
        assertReaches("*@example.test", berta);
        assertThat(directory().maySendAs(berta.id(), address("whoever@example.test")))
                .isTrue();
        assertThat(directory().setCatchAll(HOME, Optional.empty())).isEqualTo(ChangeResult.DONE);
        assertThat(route("whoever@example.test")).isEqualTo(new Route.Unknown());
        assertThat(directory().setCatchAll(HOME, Optional.empty())).isEqualTo(ChangeResult.NOT_THERE);
    }

    @Test
    void anAddressNamedAsteriskIsNoCatchAll() {
        Account star = account("*@example.test");
        assertReaches("*@example.test", star);
        assertThat(route("other@example.test")).isEqualTo(new Route.Unknown());
    }

    @Test
    void theChoiceAboutDeletionsByPop3LastsAndGoesWithTheAccount() {
        Account anna = account("anna@example.test");
        assertThat(directory().pop3Deletion(anna.id())).isEqualTo(Pop3Deletion.TRASH);
        assertThat(directory().setPop3Deletion(anna.id(), Pop3Deletion.GONE)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().pop3Deletion(anna.id())).isEqualTo(Pop3Deletion.GONE);
        directory().removeAccount(anna.id());
        assertThat(directory().pop3Deletion(anna.id())).isEqualTo(Pop3Deletion.TRASH);
        assertThat(directory().setPop3Deletion(anna.id(), Pop3Deletion.GONE)).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    @Test
    void theChoiceAboutJunkLastsAndGoesWithTheAccount() {
        Account anna = account("anna@example.test");
        JunkRule strict = new JunkRule(JunkLevel.STRICT, JunkRule.Place.JUNK);
        assertThat(directory().junkRule(anna.id())).isEqualTo(JunkRule.DEFAULT);
        assertThat(directory().setJunkRule(anna.id(), strict)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().junkRule(anna.id())).isEqualTo(strict);
        directory().removeAccount(anna.id());
        assertThat(directory().junkRule(anna.id())).isEqualTo(JunkRule.DEFAULT);
        assertThat(directory().setJunkRule(anna.id(), strict)).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    @Test
    void blocklistsAreNoneUntilChosenAndLast() {
        assertThat(directory().blocklists()).isEmpty();
        List<DomainName> two = List.of(new DomainName("zen.example.org"), new DomainName("bl.example.net"));
        assertThat(directory().setBlocklists(two)).isEqualTo(ChangeResult.DONE);
        assertThat(directory()
                        .setBlocklists(Stream.iterate(1, i -> i + 1)
                                .limit(5)
                                .map(i -> new DomainName("l" + i + ".example"))
                                .toList()))
                .isEqualTo(ChangeResult.TOO_MANY);
        reopen();
        assertThat(directory().blocklists()).isEqualTo(two);
        directory().setBlocklists(List.of());
        assertThat(directory().blocklists()).isEmpty();
    }

    @Test
    void whatImapOffersLastsAndGoesWithTheAccount() {
        Account anna = account("anna@example.test");
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(ImapExtension.byDefault());
        Set<ImapExtension> some = EnumSet.of(ImapExtension.MOVE, ImapExtension.IDLE);
        assertThat(offer(anna, some)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(some);
        offer(anna, ImapExtension.byDefault());
        reopen();
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(ImapExtension.byDefault());
        offer(anna, some);
        directory().removeAccount(anna.id());
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(ImapExtension.byDefault());
        assertThat(offer(anna, some)).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    /** RFC 9586: some clients enable it and misread what they get. */
    @Test
    void uidOnlyIsOfferedToThoseForWhomItIsSwitchedOn() {
        Account anna = account("anna@example.test");
        assertThat(directory().imapExtensions(anna.id())).doesNotContain(ImapExtension.UIDONLY);
        assertThat(directory().switchImapExtensions(anna.id(), Set.of(ImapExtension.UIDONLY), Set.of()))
                .isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(EnumSet.allOf(ImapExtension.class));
        directory().switchImapExtensions(anna.id(), Set.of(), Set.of(ImapExtension.UIDONLY));
        assertThat(directory().imapExtensions(anna.id())).isEqualTo(ImapExtension.byDefault());
    }

    private ChangeResult offer(Account account, Set<ImapExtension> offered) {
        return directory().switchImapExtensions(account.id(), offered, EnumSet.complementOf(EnumSet.copyOf(offered)));
    }

    @Test
    void postmasterAndAbuseAlwaysReachSomebody() {
        assertThat(route("postmaster@example.test")).isEqualTo(new Route.Unknown());
        Account anna = account("anna@example.test");
        assertReaches("Postmaster@example.test", anna);
        assertReaches("abuse@example.test", anna);
        directory().addDomain(new DomainName("example.org"));
        assertReaches("abuse@example.org", anna);
        Account berta = account("berta@example.org");
        assertReaches("abuse@example.org", berta);
        directory().addAddress(address("abuse@example.test"), berta.id());
        assertReaches("abuse@example.test", berta);
    }

    @Test
    void sharedAddressesReachEveryAccount() {
        Account anna = account("anna@example.test");
        Account berta = account("berta@example.test");
        assertThat(directory().addAddress(address("family@example.test"), anna.id()))
                .isEqualTo(ChangeResult.DONE);
        assertThat(directory().addAddress(address("Family@example.test"), berta.id()))
                .isEqualTo(ChangeResult.ALREADY_THERE);
        assertThat(directory().shareAddress(address("family@example.test"), berta.id()))
                .isEqualTo(ChangeResult.DONE);
        assertReaches("family@example.test", anna, berta);
        assertThat(directory().accountForLogin("family@example.test")).isEmpty();
        directory().removeAddress(address("family@example.test"), anna.id());
        assertReaches("family@example.test", berta);
        directory().removeAddress(address("family@example.test"), berta.id());
        assertThat(route("family@example.test")).isEqualTo(new Route.Unknown());
    }

    @Test
    void accountsSendAsTheirOwnAddressesOnly() {
        Account anna = account("anna@example.test");
        account("berta@example.test");
        assertThat(directory().maySendAs(anna.id(), address("anna@example.test")))
                .isTrue();
        assertThat(directory().maySendAs(anna.id(), address("anna+list@example.test")))
                .isTrue();
        assertThat(directory().maySendAs(anna.id(), address("berta@example.test")))
                .isFalse();
        assertThat(directory().maySendAs(anna.id(), address("anna@example.org")))
                .isFalse();
    }

    @Test
    void loginNamesAreAddressesOrLocalPartsThatOneAccountHas() {
        Account anna = account("änna@example.test");
        Account berta = account("berta@example.test");
        directory().addAddress(address("info@example.test"), anna.id());
        assertLogin("a\u0308NNA@example.test", anna);
        assertLogin("Änna", anna);
        assertLogin("info@EXAMPLE.test", anna);
        assertLogin("BERTA", berta);
        assertThat(directory().accountForLogin("nobody@example.test")).isEmpty();
        assertThat(directory().accountForLogin("")).isEmpty();
        assertThat(directory().accountForLogin("@example.test")).isEmpty();
        directory().addDomain(new DomainName("example.org"));
        account("berta@example.org");
        assertThat(directory().accountForLogin("berta")).isEmpty();
    }

    @Test
    void loginNamesAreTakenInEverySpelling() {
        directory().addDomain(new DomainName("xn--bcher-kva.example"));
        Account anna = account("anna@example.test");
        Account buch = account("buch@bücher.example");
        directory().addAddress(address("info@example.test"), anna.id());
        for (String spelling : List.of(
                " anna@example.test",
                "anna@example.test\t",
                "\u3000anna@example.test\u00A0",
                "ANNA@Example.TEST",
                "ANNA",
                " anna ",
                "ａｎｎａ＠ｅｘａｍｐｌｅ．ｔｅｓｔ",
                "Info@example.test",
                "\"anna\"@example.test")) {
            assertLogin(spelling, anna);
        }
        for (String spelling : List.of(
                "buch@bücher.example",
                "BUCH@BÜCHER.example",
                "buch@bu\u0308cher.example",
                "buch@xn--bcher-kva.example",
                "Buch@XN--BCHER-KVA.EXAMPLE",
                "buch")) {
            assertLogin(spelling, buch);
        }
        for (String nobody : List.of("an na@example.test", "anna@", "anna@@example.test", " ", "anna@example.org")) {
            assertThat(directory().accountForLogin(nobody)).as(nobody).isEmpty();
        }
    }

    /** Nobody learns from how spellings are told apart who is there. */
    @Test
    void spellingsOfOneNameAreOneWhetherItIsSomebodysOrNot() {
        for (String spelling :
                List.of("bob@example.test", " BOB@EXAMPLE.TEST ", "bob", "ＢＯＢ", "\"bob\"@example.test")) {
            assertThat(directory().loginName(spelling)).isEqualTo("bob@example.test");
        }
        directory().addDomain(new DomainName("xn--bcher-kva.example"));
        assertThat(directory().loginName(" Bob ")).isEqualTo("bob");
        assertThat(directory().loginName("Bob@Bücher.example")).isEqualTo("bob@xn--bcher-kva.example");
    }

    @Test
    void changesThatCannotBeSayWhy() {
        Account anna = account("anna@example.test");
        assertThat(directory().addDomain(HOME)).isEqualTo(ChangeResult.ALREADY_THERE);
        assertThat(directory().addAccount(newAccount("x@example.org"), address("x@example.org")))
                .isEqualTo(ChangeResult.NO_SUCH_DOMAIN);
        assertThat(directory().addAccount(newAccount("anna@example.test"), address("anna@example.test")))
                .isEqualTo(ChangeResult.ALREADY_THERE);
        assertThat(directory().addAddress(address("y@example.test"), AccountId.random(RANDOM)))
                .isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
        assertThat(directory().addCredential(credential(anna, "phone"))).isEqualTo(ChangeResult.DONE);
        assertThat(directory().addCredential(credential(anna, "phone"))).isEqualTo(ChangeResult.ALREADY_THERE);
        assertThat(directory().removeCredential(anna.id(), "laptop")).isEqualTo(ChangeResult.NOT_THERE);
        assertThatThrownBy(() -> directory().addCredential(credential(anna, "a\nb")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLastUseIsExactWhileItRunsAndWrittenOnceAMinute() {
        Account anna = account("anna@example.test");
        directory().addCredential(credential(anna, "phone"));
        Instant start = CLOCK.instant();
        LastUse first = new LastUse(start, Protocol.IMAP, "192.0.2.1");
        LastUse soon = new LastUse(start.plusSeconds(59), Protocol.SUBMISSION, "192.0.2.2");
        LastUse later = new LastUse(start.plusSeconds(60), Protocol.DAV, "2001:db8::1");
        assertThat(usedAndCopied(anna, first)).contains(first);
        assertThat(usedAndCopied(anna, soon)).contains(first);
        assertThat(lastUse(directory(), anna)).contains(soon);
        assertThat(usedAndCopied(anna, later)).contains(later);
        directory().credentialUsed(anna.id(), "phone", soon);
        reopen();
        assertThat(lastUse(directory(), anna)).contains(soon);
        directory().credentialUsed(anna.id(), "phone", first);
        directory().credentialUsed(anna.id(), "phone", soon);
        directory().removeCredential(anna.id(), "phone");
        reopen();
        assertThat(directory().credentials(anna.id())).isEmpty();
    }

    /** What a crash would leave. */
    private Optional<LastUse> usedAndCopied(Account account, LastUse use) {
        directory().credentialUsed(account.id(), "phone", use);
        // A change that is refused waits for all that was noted before it.
        directory().addDomain(HOME);
        Path copy = folder.resolve("copy.db");
        try {
            for (String part : List.of("", "-wal")) {
                Files.copy(Path.of(file + part), Path.of(copy + part), StandardCopyOption.REPLACE_EXISTING);
            }
            try (Directory other = Directory.open(copy, key, CLOCK)) {
                return lastUse(other, account);
            } finally {
                for (String part : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(copy + part));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<LastUse> lastUse(Directory directory, Account account) {
        return directory.credentials(account.id()).getFirst().lastUse();
    }

    /** Whoever gets the address later is somebody else. */
    @Test
    void aGrantEndsWithItsAddress() {
        Account anna = account("anna@example.test");
        Account berta = account("berta@example.test");
        EmailAddress sales = address("sales@example.test");
        directory().addAddress(sales, berta.id());
        assertThat(grant(anna, "sales@example.test", "berta@example.test", "x@example.test"))
                .isEqualTo(ChangeResult.DONE);
        directory().removeAddress(sales, berta.id());
        assertThat(maySend(anna, "sales@example.test", "berta@example.test", "x@example.test"))
                .containsExactly(false, true, true);
        directory().removeAccount(berta.id());
        reopen();
        assertThat(maySend(anna, "berta@example.test", "x@example.test")).containsExactly(false, true);
    }

    @Test
    void sendsAsWhomItIsGrantedAndNobodyElse() {
        Account anna = account("anna@example.test");
        Account berta = account("berta@example.test");
        assertThat(maySend(anna, "anna@example.test", "Anna+shop@EXAMPLE.test")).containsExactly(true, true);
        assertThat(maySend(anna, "berta@example.test", "sales@example.test", "anna@example.org"))
                .containsOnly(false);
        assertThat(grant(anna, "Sales@example.test")).isEqualTo(ChangeResult.DONE);
        assertThat(grant(anna, "sales@EXAMPLE.test")).isEqualTo(ChangeResult.DONE);
        assertThat(grant(anna, "boss@example.net")).isEqualTo(ChangeResult.NO_SUCH_DOMAIN);
        reopen();
        assertThat(directory().grants().of(anna.id()))
                .extracting(SenderGrant::written)
                .containsExactly("sales@example.test");
        assertThat(maySend(anna, "sales@example.test", "SALES+x@example.test")).containsOnly(true);
        assertThat(maySend(anna, "sales2@example.test", "berta@example.test", "sales@example.net"))
                .containsOnly(false);
        assertThat(maySend(berta, "sales@example.test")).containsOnly(false);
        assertThat(grant(berta, "example.test")).isEqualTo(ChangeResult.DONE);
        assertThat(maySend(berta, "anna@example.test", "nobody@example.test")).containsOnly(true);
        assertThat(maySend(berta, "x@sub.example.test", "x@example.net")).containsOnly(false);
        assertThat(directory().grants().remove(berta.id(), grants("*@example.test", "anna@example.test")))
                .isEqualTo(ChangeResult.NOT_THERE);
        assertThat(directory().grants().remove(berta.id(), grants("*@example.test")))
                .isEqualTo(ChangeResult.DONE);
        assertThat(maySend(berta, "anna@example.test")).containsOnly(false);
        String[] many =
                IntStream.range(0, 99).mapToObj(i -> i + "@example.test").toArray(String[]::new);
        assertThat(grant(anna, many)).isEqualTo(ChangeResult.DONE);
        assertThat(grant(anna, "x@example.test")).isEqualTo(ChangeResult.TOO_MANY);
        directory().removeAccount(anna.id());
        assertThat(directory().grants().of(anna.id())).isEmpty();
        assertThat(grant(anna, "x@example.test")).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
        assertThat(SenderGrant.parse("a@b@c")).isEmpty();
        assertThat(SenderGrant.parse("no domain")).isEmpty();
    }

    private static List<SenderGrant> grants(String... texts) {
        return Stream.of(texts)
                .map(text -> SenderGrant.parse(text).orElseThrow())
                .toList();
    }

    private ChangeResult grant(Account account, String... texts) {
        return directory().grants().add(account.id(), grants(texts));
    }

    private List<Boolean> maySend(Account account, String... senders) {
        return Stream.of(senders)
                .map(sender -> directory()
                        .maySendAs(account.id(), EmailAddress.parse(sender).orElseThrow()))
                .toList();
    }

    /** The first keys were written without a state. */
    @Test
    void keysOfBeforeSign() {
        DkimKey old = DkimKey.parse("rsa-20261101 rsa-sha256 AQID v=DKIM1; k=rsa; p=AAAA");
        assertThat(old.state()).isEqualTo(DkimKey.State.SIGNING);
        assertThat(old.since()).isEqualTo(Instant.EPOCH);
        assertThat(old.record()).isEqualTo("v=DKIM1; k=rsa; p=AAAA");
        assertThat(old.privateKey()).containsExactly(1, 2, 3);
        assertThat(DkimKey.parse(old.written())).isEqualTo(old);
        DkimKey retired = old.retired(CLOCK.instant());
        assertThat(DkimKey.parse(retired.written())).isEqualTo(retired);
        assertThat(DkimKey.parse(retired.written()).privateKey()).isEmpty();
    }

    @Test
    void keepsWhatAnAccountMaySendAndForgetsItWithTheAccount() {
        Account anna = account("anna@example.test");
        assertThat(directory().sendingRule(anna.id()).limits(CLOCK.instant())).isEqualTo(SendingLimits.DEFAULT);
        Instant until = CLOCK.instant().plusMillis(1);
        SendingRule rule =
                new SendingRule(OptionalLong.of(5), OptionalLong.of(SendingLimits.NO_LIMIT), Optional.of(until));
        assertThat(directory().setSendingRule(anna.id(), rule)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().sendingRule(anna.id())).isEqualTo(rule);
        assertThat(rule.limits(CLOCK.instant())).isEqualTo(SendingLimits.UNLIMITED);
        assertThat(rule.limits(until)).isEqualTo(new SendingLimits(5, SendingLimits.NO_LIMIT));
        directory().removeAccount(anna.id());
        assertThat(directory().sendingRule(anna.id())).isEqualTo(SendingRule.NONE);
        assertThat(directory().setSendingRule(anna.id(), rule)).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    @Test
    void keepsWhatAnAccountAnswersAndForgetsItWithTheAccount() {
        Account anna = account("anna@example.test");
        Vacation vacation = new Vacation(
                "休暇中です。\nBack=soon.",
                Optional.of("Away = away"),
                31,
                Optional.of(Instant.ofEpochMilli(1)),
                Optional.of(Instant.ofEpochMilli(2)));
        assertThat(vacation.problems()).isEmpty();
        assertThat(directory().vacations().of(anna.id())).isEmpty();
        assertThat(directory().vacations().end(anna.id())).isEqualTo(ChangeResult.NOT_THERE);
        assertThat(directory().vacations().set(anna.id(), vacation)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().vacations().of(anna.id())).contains(vacation);
        Vacation plain = new Vacation("x", Optional.empty(), 1, Optional.empty(), Optional.empty());
        assertThat(directory().vacations().set(anna.id(), plain)).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().vacations().of(anna.id())).contains(plain);
        directory().removeAccount(anna.id());
        assertThat(directory().vacations().of(anna.id())).isEmpty();
        assertThat(directory().vacations().set(anna.id(), plain)).isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, x, s, 1",
        "1, '', s, 1",
        "1, x, '', 1",
        "32, x, s, 1",
        "0, '', '', 3",
        "7, 'a\rb', s, 1",
        "7, x, 'a\tb', 1"
    })
    void saysAllThatIsWrongWithAnAnswer(int days, String text, String subject, int problems) {
        Vacation wrong = new Vacation(text, Optional.of(subject), days, Optional.empty(), Optional.empty());
        assertThat(wrong.problems()).hasSize(problems);
    }

    @Test
    void credentialsOfTheFirstSchemaMayBeUsedForEverything() {
        Account anna = account("anna@example.test");
        directory().addCredential(credential(anna, "phone"));
        directory().close();
        Schema first = new Schema(
                DirectorySchema.SCHEMA.applicationId(),
                DirectorySchema.SCHEMA.migrations().subList(0, 1));
        Path old = folder.resolve("old.db");
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                Database database = Database.open(old, key, first, threads)) {
            Row.CredentialRow row = Index.row(credential(anna, "phone"));
            database.write(sql -> sql.update(
                    "INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, 'DAV IMAP POP3 SIEVE SUBMISSION', 0, 0, NULL, NULL)",
                    row.key(),
                    row.account(),
                    row.name(),
                    row.storedKey(),
                    row.serverKey(),
                    row.wrappedKey()));
        }
        try (Directory upgraded = Directory.open(old, key, CLOCK)) {
            assertThat(upgraded.credentials(anna.id()))
                    .singleElement()
                    .satisfies(credential -> assertThat(credential.scopes()).isEqualTo(Scope.everything()));
        }
        reopen();
    }

    @Test
    void everythingIsThereAfterReopening() {
        Account anna = account("anna@example.test");
        Credential phone = credential(anna, "phone");
        directory().addCredential(phone);
        LastUse use = new LastUse(CLOCK.instant(), Protocol.IMAP, "192.0.2.1");
        directory().credentialUsed(anna.id(), "phone", use);
        directory().setRecoveryKey(SEAL_KEY);
        EngineSettings settings = new EngineSettings(new DomainName("mx.example.test"), 5 << 20, Duration.ZERO);
        assertThat(directory().changeSettings(settings)).isEmpty();
        reopen();
        assertThat(directory().domains()).containsExactly(HOME);
        Account read = directory().account(anna.id()).orElseThrow();
        assertThat(read.salt()).isEqualTo(anna.salt());
        assertThat(read.sealKey().encoded()).isEqualTo(SEAL_KEY.encoded());
        assertThat(read.recoveryBox().orElseThrow()).containsExactly(1, 2, 3);
        Credential credential = directory().credentials(anna.id()).getFirst();
        assertThat(credential.storedKey()).isEqualTo(phone.storedKey());
        assertThat(credential.scopes()).isEqualTo(phone.scopes());
        assertThat(credential.lastUse()).contains(use);
        assertThat(directory().settings()).isEqualTo(settings);
        assertThat(directory().recoveryKey().orElseThrow().encoded()).isEqualTo(SEAL_KEY.encoded());
        assertThat(directory().addresses(anna.id())).containsExactly(address("anna@example.test"));
    }

    @Test
    void relaysAreThereAfterReopening() {
        Relays.Relay forAll = new Relays.Relay(
                Optional.empty(), new DomainName("smtp.example.net"), 465, new Routes.Relay(true, Optional.empty()));
        Relays.Relay forOne = new Relays.Relay(
                Optional.of(new DomainName("example.org")),
                new DomainName("smtp.example.com"),
                587,
                new Routes.Relay(false, Optional.of(new Routes.Login("anna", "secret"))));
        directory().relays().set(forOne);
        directory().relays().set(forAll);
        reopen();
        assertThat(directory().relays().all()).containsExactly(forAll, forOne);
        assertThat(directory().relays().remove(forAll.destination())).isEqualTo(ChangeResult.DONE);
        assertThat(directory().relays().remove(forAll.destination())).isEqualTo(ChangeResult.NOT_THERE);
        reopen();
        assertThat(directory().relays().all()).containsExactly(forOne);
    }

    @Test
    void removedAccountsLeaveNothingBehind() {
        Account anna = account("anna@example.test");
        directory().addCredential(credential(anna, "phone"));
        directory().setCatchAll(HOME, Optional.of(anna.id()));
        assertThat(directory().removeAccount(anna.id())).isEqualTo(ChangeResult.DONE);
        reopen();
        assertThat(directory().accounts()).isEmpty();
        assertThat(directory().credentials(anna.id())).isEmpty();
        assertThat(route("anna@example.test")).isEqualTo(new Route.Unknown());
        assertThat(route("other@example.test")).isEqualTo(new Route.Unknown());
    }

    @Test
    void settingsOutOfRangeAreRefusedWithAllProblems() {
        EngineSettings wrong = new EngineSettings(HOME, 1, Duration.ofDays(2));
        assertThat(directory().changeSettings(wrong)).hasSize(2);
        assertThat(directory().settings()).isEqualTo(EngineSettings.DEFAULTS);
    }

    @Test
    void theFileShowsNothingToWhoeverReadsIt() throws IOException {
        account("anna@example.test");
        directory().close();
        String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(octets).doesNotContain("anna").doesNotContain("example");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aWrongKeyIsToldAndHarmsNothing() throws IOException {
        Account anna = account("anna@example.test");
        directory().close();
        byte[] before = Files.readAllBytes(file);
        assertUnreadable(new byte[32]);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        reopen();
        assertReaches("anna@example.test", anna);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 5000})
    void aFileCutShortIsToldOrOpensWhole(int length) throws IOException {
        account("anna@example.test");
        directory().close();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, Math.min(length, whole.length)));
        assertUnreadable(key);
    }

    @Test
    void aClosedDirectoryTakesNoChange() {
        directory().close();
        directory().close();
        assertThatThrownBy(() -> directory().addDomain(new DomainName("example.org")))
                .isInstanceOf(DirectoryException.class);
    }

    private void assertUnreadable(byte[] withKey) {
        assertThatThrownBy(() -> Directory.open(file, withKey, CLOCK).close())
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.UNREADABLE));
    }

    private Directory directory() {
        return opened.orElseThrow();
    }

    private void reopen() {
        opened.ifPresent(Directory::close);
        opened = Optional.of(Directory.open(file, key, CLOCK));
    }

    private Account account(String address) {
        Account account = newAccount(address);
        assertThat(directory().addAccount(account, address(address))).isEqualTo(ChangeResult.DONE);
        return account;
    }

    private Account newAccount(String address) {
        int number = opened.map(directory -> directory.accounts().size()).orElse(0);
        return new Account(
                AccountId.random(RANDOM),
                "Someone",
                address(address),
                new byte[] {9, 8, 7},
                4096,
                SEAL_KEY,
                Optional.of(new byte[] {1, 2, 3}),
                CLOCK.instant().plusSeconds(number),
                true);
    }

    private static Credential credential(Account account, String name) {
        return new Credential(
                account.id(),
                name,
                new byte[] {1},
                new byte[] {2},
                Optional.of(new byte[] {3}),
                Set.of(Scope.MAIL, Scope.SEND),
                CLOCK.instant(),
                Optional.empty());
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    private Route route(String address) {
        return directory().route(address(address));
    }

    private void assertReaches(String address, Account... accounts) {
        assertThat(route(address))
                .isInstanceOfSatisfying(
                        Route.Ours.class,
                        route -> assertThat(route.accounts().stream().map(Account::id))
                                .containsExactlyElementsOf(List.of(accounts).stream()
                                        .map(Account::id)
                                        .toList()));
    }

    private void assertLogin(String user, Account account) {
        assertThat(directory().accountForLogin(user).map(Account::id)).contains(account.id());
    }
}
