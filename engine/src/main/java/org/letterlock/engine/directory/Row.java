package org.letterlock.engine.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored, as the file writes it: plain types only, so that a later version reads what an earlier one wrote. Octets are base64, moments are
 * milliseconds since 1970.
 */
sealed interface Row {

    /** The identity of the row among those of its kind. */
    String key();

    /**
     * A domain.
     *
     * @param key its name in A-labels
     */
    record Domain(String key, long created) implements Row {}

    /**
     * Where mail for an address, or for all that match a pattern, goes.
     *
     * @param key the address in canonical spelling; {@code @domain} for what matches nothing else
     * @param written the address as its owner wrote it
     * @param enabled whether it takes mail
     * @param answer what a sender hears while it does not
     */
    record Address(
            String key,
            String written,
            List<Target> targets,
            boolean enabled,
            @Nullable String answer,
            long created) implements Row {}

    /**
     * One place an address leads to.
     *
     * @param kind {@link #ACCOUNT}, {@link #FORWARD} or {@link #WEBHOOK}; other kinds are left alone
     * @param value the account's id, the address, or what {@link Webhook} writes
     */
    record Target(String kind, String value) {
        static final String ACCOUNT = "account";
        static final String FORWARD = "forward";
        static final String WEBHOOK = "webhook";
    }

    /**
     * An account.
     *
     * @param key its id
     */
    record AccountRow(
            String key,
            String name,
            String address,
            String salt,
            int iterations,
            String sealKey,
            @Nullable String recoveryBox,
            long created,
            boolean recoverable)
            implements Row {}

    /**
     * A credential.
     *
     * @param key account id and name, parted by a slash
     * @param wrappedKey empty where it opens nothing
     * @param lastUsed 0 where it never was
     */
    record CredentialRow(
            String key,
            String account,
            String name,
            String storedKey,
            String serverKey,
            String wrappedKey,
            List<String> scopes,
            long created,
            long lastUsed,
            @Nullable String lastProtocol,
            @Nullable String lastRemote)
            implements Row {

        CredentialRow used(LastUse use) {
            return new CredentialRow(
                    key,
                    account,
                    name,
                    storedKey,
                    serverKey,
                    wrappedKey,
                    scopes,
                    created,
                    use.at().toEpochMilli(),
                    use.protocol().name(),
                    use.address());
        }
    }

    /**
     * What an account held when that was last written.
     *
     * @param key the account's id
     */
    record UsageRow(String key, long octets, long messages) implements Row {}

    /**
     * One record of settings.
     *
     * @param key its name
     * @param value its components, {@code name=value} each
     */
    record SettingRow(String key, List<String> value) implements Row {}
}
