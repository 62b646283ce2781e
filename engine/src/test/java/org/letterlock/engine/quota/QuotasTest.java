package org.letterlock.engine.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.QuotaRule;
import org.letterlock.engine.directory.QuotaScope;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.quota.Quotas.Metering;

/** Who has room, with a real directory. */
final class QuotasTest {

    private static final DomainName HOME = new DomainName("example.test");
    private static final DomainName AWAY = new DomainName("example.org");
    private static final AccountId ANNA = new AccountId("0".repeat(32));
    private static final AccountId BEN = new AccountId("1".repeat(32));
    private static final AccountId EVA = new AccountId("2".repeat(32));
    private static final SealPublicKey SEAL_KEY =
            SealKeyPair.generate(new SecureRandom()).publicKey();

    @TempDir
    private Path folder;

    private final Map<AccountId, Usage> waiting = new HashMap<>();
    private Directory directory;
    private Quotas quotas;

    @BeforeEach
    void create() {
        open(new Quota(1_000_000, 1000));
        directory.addDomain(HOME);
        directory.addDomain(AWAY);
        add(ANNA, new EmailAddress("anna", HOME));
        add(BEN, new EmailAddress("ben", HOME));
        add(EVA, new EmailAddress("eva", AWAY));
    }

    private void open(Quota share) {
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], Clock.systemUTC());
        quotas = new Quotas(
                directory.quotas(),
                account -> new Intake.Tally(waiting.getOrDefault(account, Usage.NONE), Usage.NONE),
                share);
    }

    @AfterEach
    void close() {
        assertThat(directory.verify()).isEmpty();
        directory.close();
    }

    private void add(AccountId id, EmailAddress address) {
        directory.addAccount(
                new Account(id, "", address, new byte[16], 4096, SEAL_KEY, Optional.empty(), Instant.EPOCH, true),
                address);
    }

    private void set(QuotaScope scope, QuotaRule rule) {
        assertThat(directory.quotas().set(scope, rule)).isEqualTo(ChangeResult.DONE);
    }

    private static QuotaRule octets(long limit) {
        return new QuotaRule(OptionalLong.of(limit), OptionalLong.empty(), OptionalLong.empty());
    }

    private static QuotaRule messages(long limit) {
        return new QuotaRule(OptionalLong.empty(), OptionalLong.of(limit), OptionalLong.empty());
    }

    private static QuotaRule total(long limit) {
        return new QuotaRule(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(limit));
    }

    @Test
    void whatWaitsForOneLeavesRoomForTheOthers() {
        directory.close();
        open(new Quota(1000, 10));
        waiting.put(ANNA, new Usage(900, 3));
        assertThat(quotas.hasRoom(ANNA, 100)).isTrue();
        assertThat(quotas.hasRoom(ANNA, 101)).isFalse();
        assertThat(quotas.hasRoom(ANNA, 0)).isTrue();
        waiting.put(ANNA, new Usage(10, 10));
        assertThat(quotas.hasRoom(ANNA, 1)).isFalse();
        assertThat(quotas.hasRoom(BEN, 1000)).isTrue();
    }

    @Test
    void theNearestPlaceThatSaysSomethingDecides() {
        assertThat(quotas.quota(ANNA)).isEqualTo(Quota.UNLIMITED);
        set(new QuotaScope.OfServer(), octets(100));
        set(new QuotaScope.OfDomain(HOME), messages(5));
        assertThat(quotas.quota(ANNA)).isEqualTo(new Quota(100, 5));
        assertThat(quotas.quota(EVA)).isEqualTo(new Quota(100, Quota.NO_LIMIT));
        set(new QuotaScope.OfAccount(ANNA), octets(Quota.NO_LIMIT));
        assertThat(quotas.quota(ANNA)).isEqualTo(new Quota(Quota.NO_LIMIT, 5));
        assertThat(quotas.quota(BEN)).isEqualTo(new Quota(100, 5));
        set(new QuotaScope.OfAccount(ANNA), QuotaRule.NONE);
        assertThat(quotas.quota(ANNA)).isEqualTo(new Quota(100, 5));
    }

    @Test
    void whatWasSetIsThereAfterReopeningAndGoesWithItsAccount() {
        set(new QuotaScope.OfServer(), new QuotaRule(OptionalLong.of(7), OptionalLong.of(8), OptionalLong.of(9)));
        set(new QuotaScope.OfAccount(BEN), octets(Quota.NO_LIMIT));
        directory.quotas().write(BEN, new Usage(12, 3));
        directory.close();
        open(Quota.UNLIMITED);
        assertThat(directory.quotas().rule(new QuotaScope.OfServer()))
                .isEqualTo(new QuotaRule(OptionalLong.of(7), OptionalLong.of(8), OptionalLong.of(9)));
        assertThat(quotas.quota(BEN)).isEqualTo(new Quota(Quota.NO_LIMIT, 8));
        assertThat(quotas.usage(BEN)).isEqualTo(new Usage(12, 3));
        directory.removeAccount(BEN);
        add(BEN, new EmailAddress("ben", HOME));
        assertThat(quotas.usage(BEN)).isEqualTo(Usage.NONE);
        assertThat(quotas.quota(BEN)).isEqualTo(new Quota(7, 8));
    }

    @Test
    void nothingIsSetForWhatIsNotThere() {
        assertThat(directory.quotas().set(new QuotaScope.OfDomain(new DomainName("other.test")), octets(1)))
                .isEqualTo(ChangeResult.NO_SUCH_DOMAIN);
        assertThat(directory.quotas().set(new QuotaScope.OfAccount(new AccountId("f".repeat(32))), octets(1)))
                .isEqualTo(ChangeResult.NO_SUCH_ACCOUNT);
    }

    @Test
    void whatWaitsIsHeldToo() {
        set(new QuotaScope.OfServer(), octets(100));
        directory.quotas().write(ANNA, new Usage(60, 1));
        waiting.put(ANNA, new Usage(30, 1));
        assertThat(quotas.hasRoom(ANNA, 10)).isTrue();
        assertThat(quotas.hasRoom(ANNA, 11)).isFalse();
        assertThat(quotas.ceiling(ANNA)).isEqualTo(new Quota(70, Quota.NO_LIMIT));
        waiting.put(ANNA, new Usage(40, 1));
        assertThat(quotas.hasRoom(ANNA, 0)).isFalse();
        waiting.put(ANNA, new Usage(1000, 1));
        assertThat(quotas.ceiling(ANNA)).isEqualTo(new Quota(0, Quota.NO_LIMIT));
    }

    @Test
    void anOpenAccountIsAskedAndALockedOneIsRemembered() {
        set(new QuotaScope.OfAccount(ANNA), messages(3));
        Usage[] held = {new Usage(5, 1)};
        Metering metering = quotas.meter(ANNA, () -> held[0]);
        assertThat(quotas.usage(ANNA)).isEqualTo(new Usage(5, 1));
        held[0] = new Usage(9, 3);
        assertThat(quotas.hasRoom(ANNA, 1)).isFalse();
        metering.close();
        held[0] = Usage.NONE;
        assertThat(quotas.usage(ANNA)).isEqualTo(new Usage(9, 3));
        assertThat(quotas.hasRoom(ANNA, 1)).isFalse();
    }

    @Test
    void aDomainAndTheServerAreFullToo() {
        directory.quotas().write(ANNA, new Usage(60, 1));
        waiting.put(BEN, new Usage(30, 1));
        set(new QuotaScope.OfDomain(HOME), total(100));
        assertThat(quotas.hasRoom(BEN, 10)).isTrue();
        assertThat(quotas.hasRoom(ANNA, 11)).isFalse();
        assertThat(quotas.hasRoom(EVA, 11)).isTrue();
        assertThat(quotas.ceiling(ANNA).octets()).isEqualTo(70);
        assertThat(quotas.ceiling(EVA)).isEqualTo(Quota.UNLIMITED);
        set(new QuotaScope.OfServer(), total(95));
        assertThat(quotas.hasRoom(EVA, 6)).isFalse();
        assertThat(quotas.hasRoom(ANNA, 5)).isTrue();
        assertThat(quotas.ceiling(ANNA).octets()).isEqualTo(65);
        set(new QuotaScope.OfServer(), total(50));
        assertThat(quotas.hasRoom(EVA, 0)).isFalse();
        assertThat(quotas.ceiling(ANNA).octets()).isEqualTo(60);
    }
}
