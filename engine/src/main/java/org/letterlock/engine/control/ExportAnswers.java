package org.letterlock.engine.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.accounts.Exports;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.export.Export;
import org.letterlock.engine.export.ExportFormat;
import org.letterlock.engine.export.MailArchive;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.protocol.EngineApi.ExportName;
import org.letterlock.protocol.ExportOrder;
import org.letterlock.protocol.ExportPart;

/** Answers about exports: signs in with the owner's password, and hands the archive over part by part as it is asked for. */
final class ExportAnswers {

    private static final int AT_ONCE = 4;
    private static final int ID_OCTETS = 16;

    /** Well below what callers wait for an answer. */
    private static final Duration PART_WAIT = Duration.ofSeconds(10);

    private final Directory directory;
    private final Accounts accounts;
    private final Exports exports;
    private final AccountAnswers accountAnswers;
    private final SecureRandom random;

    /** Also those that are over, for a while, so that their callers learn how they ended. */
    private final Cache<String, Export> known = Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(5))
            .maximumSize(100)
            .build();

    private final Semaphore places = new Semaphore(AT_ONCE);

    ExportAnswers(
            Directory directory,
            Accounts accounts,
            Exports exports,
            AccountAnswers accountAnswers,
            SecureRandom random) {
        this.directory = directory;
        this.accounts = accounts;
        this.exports = exports;
        this.accountAnswers = accountAnswers;
        this.random = random;
    }

    ExportName begin(ExportOrder order) {
        Account account = accountAnswers.named(order.account());
        ExportFormat format = ExportFormat.of(order.format()).orElseThrow(() -> Failures.noSuchFormat(order.format()));
        Login login = signIn(account, order.password());
        boolean begun = false;
        try {
            check(account, login, format);
            if (!places.tryAcquire()) {
                throw Failures.tooManyExports();
            }
            begun = true;
        } finally {
            if (!begun) {
                login.close();
            }
        }
        byte[] octets = new byte[ID_OCTETS];
        random.nextBytes(octets);
        String id = HexFormat.of().formatHex(octets);
        known.put(id, exports.start(login, format, places::release));
        return new ExportName(id);
    }

    private Login signIn(Account account, String password) {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        Attempt attempt = new Attempt(Protocol.EXPORT, InetAddress.getLoopbackAddress());
        try {
            return switch (accounts.withPassword(account.address().toString(), octets, attempt)) {
                case LoginResult.Accepted(var login) -> login;
                case LoginResult.Rejected() -> throw Failures.wrongPassword();
                case LoginResult.OutOfScope() -> throw Failures.reachesNoMail();
                case LoginResult.Unavailable() -> throw Failures.tryAgain();
            };
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private void check(Account account, Login login, ExportFormat format) {
        if (format == ExportFormat.SQLITE && !opensEverything(account, login)) {
            throw Failures.opensNotEverything();
        }
        if (format.hasAFileForEachLetter() && exports.letters(login) > MailArchive.MOST_FILES) {
            throw Failures.tooManyLetters(MailArchive.MOST_FILES);
        }
    }

    /** The key opens calendars and contacts, too, and for ever. */
    private boolean opensEverything(Account account, Login login) {
        return directory.credentials(account.id()).stream()
                .filter(credential -> credential.name().equals(login.credentialName()))
                .anyMatch(credential -> credential.scopes().containsAll(Scope.everything()));
    }

    ExportPart next(String id) {
        return switch (named(id).next(PART_WAIT)) {
            case Export.Step.Octets(byte[] octets) -> {
                ExportPart part = new ExportPart(Base64.getEncoder().encodeToString(octets), false, 0);
                Arrays.fill(octets, (byte) 0);
                yield part;
            }
            case Export.Step.Whole(long letters) -> new ExportPart("", true, letters);
            case Export.Step.Broken() -> throw Failures.exportBroken();
        };
    }

    ExportPart end(String id) {
        named(id).end();
        return new ExportPart("", false, 0);
    }

    private Export named(String id) {
        return Optional.ofNullable(known.getIfPresent(id)).orElseThrow(Failures::noSuchExport);
    }
}
