package org.letterlock.engine.directory;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * Domains, addresses, accounts and credentials, in one encrypted Nitrite file. Every change is committed and fsynced before its method returns. Safe for
 * any number of threads; lookups come from memory.
 */
public final class Directory implements AutoCloseable {

    private Directory() {}

    /**
     * Opens or creates the file.
     *
     * @param key 32 octets; copied
     */
    public static Directory open(Path file, byte[] key, Clock clock) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Where mail for {@code recipient} goes. */
    public Route route(EmailAddress recipient) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Whether {@code domain} is one of ours. */
    public boolean isLocal(DomainName domain) {
        throw new UnsupportedOperationException("skeleton");
    }

    public List<DomainName> domains() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Adds a domain. */
    public ChangeResult addDomain(DomainName domain) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Sets or clears the account that gets what no address of {@code domain} matches. */
    public ChangeResult setCatchAll(DomainName domain, Optional<AccountId> account) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Adds an account with its first address. */
    public ChangeResult addAccount(Account account, EmailAddress address) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Adds an address of an account. */
    public ChangeResult addAddress(EmailAddress address, AccountId account) {
        throw new UnsupportedOperationException("skeleton");
    }

    public ChangeResult addCredential(Credential credential) {
        throw new UnsupportedOperationException("skeleton");
    }

    public ChangeResult removeCredential(AccountId account, String name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Notes when and how a credential was last used. Not fsynced: it may be lost with the power. */
    public void credentialUsed(AccountId account, String name, Instant at, String protocol, String remote) {
        throw new UnsupportedOperationException("skeleton");
    }

    public List<Account> accounts() {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<Account> account(AccountId id) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The account that a login name means: the whole address in any case, or a local part that only one account has. */
    public Optional<Account> accountForLogin(String user) {
        throw new UnsupportedOperationException("skeleton");
    }

    public List<Credential> credentials(AccountId account) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Set<EmailAddress> addresses(AccountId account) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Whether an account may send as {@code sender}: one of its addresses, with any detail, or any address that reaches it by catch-all. */
    public boolean maySendAs(AccountId account, EmailAddress sender) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Where mail goes. */
    public sealed interface Route {
        /** The domain is not ours. */
        record NotLocal() implements Route {}

        /** The domain is ours, the address is not there. */
        record Unknown() implements Route {}

        /**
         * It is stored.
         *
         * @param accounts whose it is, at least one
         */
        record Accounts(List<Account> accounts) implements Route {}
    }

    /** How a change ended. */
    public enum ChangeResult {
        DONE,
        ALREADY_THERE,
        NO_SUCH_DOMAIN,
        NO_SUCH_ACCOUNT,
        NOT_THERE
    }

    /**
     * An account, as far as it is known while it is locked.
     *
     * @param id its id
     * @param name what the owner calls it
     * @param address its first address
     * @param salt of all its credentials (RFC 5802); one for all, so that a SCRAM exchange serves any of them
     * @param iterations of all its credentials
     * @param sealKey what is sealed to it
     * @param recoveryBox its account key sealed to the owner's recovery key; empty where the owner chose none
     * @param created when it was made
     */
    public record Account(
            AccountId id,
            String name,
            EmailAddress address,
            byte[] salt,
            int iterations,
            SealPublicKey sealKey,
            Optional<byte[]> recoveryBox,
            Instant created) {}

    /**
     * A password of an account, one per device. Holds nothing that opens anything.
     *
     * @param account whose it is
     * @param name what the owner calls it, unique in the account
     * @param storedKey StoredKey of RFC 5802
     * @param serverKey ServerKey of RFC 5802
     * @param wrappedKey the account key under HKDF(ClientKey)
     * @param scopes what it may be used for
     * @param created when it was made
     * @param lastUsed when it was last used
     */
    public record Credential(
            AccountId account,
            String name,
            byte[] storedKey,
            byte[] serverKey,
            byte[] wrappedKey,
            Set<String> scopes,
            Instant created,
            Optional<Instant> lastUsed) {}
}
