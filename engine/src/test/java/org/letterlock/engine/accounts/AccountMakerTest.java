package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.AccountMaker.Creation;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.Allowance;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** Accounts with real files. */
final class AccountMakerTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final EmailAddress ANNA =
            EmailAddress.parse("anna@example.test").orElseThrow();

    @TempDir
    private Path folder;

    private final FakeTimer timer = new FakeTimer();
    private final SqliteThreads threads = new SqliteThreads(2, 2);
    private final OwnerKey owner = RecoverySecret.generate(RANDOM).key();
    private Directory directory;
    private AccountFiles files;
    private AccountMaker maker;
    private Accounts accounts;

    @BeforeEach
    void create() {
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], timer);
        directory.addDomain(new DomainName("example.test"));
        directory.setRecoveryKey(SealPublicKey.decode(owner.publicKey()));
        files = new AccountFiles(folder.resolve("accounts"));
        maker = new AccountMaker(directory, files, threads, timer, RANDOM);
        accounts = new Accounts(
                directory, new FileUnlocker(), new byte[32], timer, RANDOM, () -> Duration.ZERO, timer, (_, _) -> {});
    }

    @AfterEach
    void close() {
        accounts.close();
        directory.close();
        threads.close();
    }

    @Test
    void aNewAccountOpensWithItsPasswordAndKeepsWhatIsPutIn() {
        Creation.Created anna = (Creation.Created) create(ANNA);
        Login login = login(anna);
        AccountStore store = accounts.store(login);
        Mailbox inbox = store.mailbox(MailboxName.INBOX).orElseThrow();
        byte[] letter = "Subject: secretword\r\n\r\nsecretword\r\n".getBytes(UTF_8);
        store.append(inbox.id(), List.of(new NewMessage(Octets.of(letter), Set.of(Flag.SEEN), timer.instant())));
        assertThat(store.sealKey(anna.account().sealKey().id()).orElseThrow().publicKey())
                .isEqualTo(anna.account().sealKey());
        login.close();
        assertThat(accounts.isUnlocked(anna.account().id())).isFalse();
        assertThatThrownBy(() -> store.status(inbox.id())).isInstanceOf(DatabaseException.class);

        try (Login again = login(anna)) {
            assertThat(accounts.store(again).status(inbox.id()).messages()).isOne();
            assertThat(accounts.store(again).verify()).isEmpty();
        }
    }

    @Test
    void theFolderHoldsOnlyEncryptedFiles() throws IOException {
        Creation.Created anna = (Creation.Created) create(ANNA);
        try (Login login = login(anna);
                Stream<Path> parts = Files.list(folder.resolve("accounts"))) {
            assertThat(login.account()).isEqualTo(anna.account().id());
            for (Path part : parts.toList()) {
                assertThat(part.getFileName().toString()).startsWith(login.account() + ".sqlite");
                assertThat(new String(Files.readAllBytes(part), StandardCharsets.ISO_8859_1))
                        .doesNotContain("SQLite format")
                        .doesNotContain("INBOX")
                        .doesNotContain("CREATE TABLE");
            }
        }
    }

    @Test
    void theOwnersRecoveryKeyOpensTheFile() {
        Account anna = ((Creation.Created) create(ANNA)).account();
        byte[] box = anna.recoveryBox().orElseThrow();
        try (AccountKey key = AccountKey.take(
                        owner.openAccountKey(anna.id().value(), box).orElseThrow());
                AccountStore store = new FileUnlocker().unlock(anna.id(), key).store()) {
            assertThat(store.mailbox(MailboxName.INBOX)).isPresent();
        }
    }

    @Test
    void anAccountThatMayNotBeRecoveredHasNothingSealedToTheOwner() {
        Account anna = ((Creation.Created) maker.create("Anna", ANNA, "phone", Scope.everything(), false)).account();
        assertThat(anna.recoverable()).isFalse();
        assertThat(anna.recoveryBox()).isEmpty();
    }

    @Test
    void addressesThatCannotBeAreRefusedWithoutAFile() throws IOException {
        create(ANNA);
        assertThat(create(ANNA)).isEqualTo(new Creation.Refused(ChangeResult.ALREADY_THERE));
        assertThat(create(EmailAddress.parse("x@example.org").orElseThrow()))
                .isEqualTo(new Creation.Refused(ChangeResult.NO_SUCH_DOMAIN));
        assertThat(fileCount()).isOne();
    }

    @Test
    void whatACrashLeftIsSweptAndNothingElse() throws IOException {
        Account anna = ((Creation.Created) create(ANNA)).account();
        AccountId unfinished = AccountId.random(RANDOM);
        files.mark(unfinished);
        try (AccountKey key = AccountKey.generate(RANDOM)) {
            key.use(octets -> AccountStore.create(
                            files.file(unfinished), octets, SealKeyPair.generate(RANDOM), threads, timer, RANDOM))
                    .close();
        }
        files.mark(anna.id());
        Path foreign = Files.createFile(files.file(AccountId.random(RANDOM)));
        maker.sweep();
        assertThat(files.file(unfinished)).doesNotExist();
        assertThat(files.file(anna.id())).exists();
        assertThat(foreign).exists();
        assertThat(files.marked()).isEmpty();
    }

    private Creation create(EmailAddress address) {
        return maker.create("Anna", address, "phone", Scope.everything(), true);
    }

    private Login login(Creation.Created created) {
        byte[] password = created.password().octets();
        Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
        return ((LoginResult.Accepted) accounts.withPassword(ANNA.toString(), password, attempt)).login();
    }

    private long fileCount() throws IOException {
        try (Stream<Path> parts = Files.list(folder.resolve("accounts"))) {
            return parts.filter(part -> part.toString().endsWith(".sqlite")).count();
        }
    }

    /** Opens files without moving letters into them. */
    private final class FileUnlocker implements Unlocker {
        @Override
        public Unlocked unlock(AccountId account, AccountKey key) {
            AccountStore store = key.use(
                    octets -> AccountStore.open(files.file(account), octets, threads, timer, Allowance.UNLIMITED));
            return new Unlocked() {
                @Override
                public AccountStore store() {
                    return store;
                }

                @Override
                public void awaitLetters(Duration time) {}

                @Override
                public void copied() {}

                @Override
                public ChangeResult newSealKey() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {
                    store.close();
                }
            };
        }
    }
}
