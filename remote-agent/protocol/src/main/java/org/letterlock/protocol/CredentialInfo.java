package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A password of an account, one per device, without the password.
 *
 * @param account the first address of the account
 * @param name what the owner calls it
 * @param scopes what it may be used for: {@code mail}, {@code calendar-and-contacts}, {@code send}
 * @param created when it was made
 * @param lastUsed when it was last used; null where it never was
 * @param lastProtocol what for, such as {@code IMAP}; null where it never was
 * @param lastAddress from which address; null where it never was
 */
public record CredentialInfo(
        String account,
        String name,
        List<String> scopes,
        @Moment String created,
        @Moment @Nullable String lastUsed,
        @Nullable String lastProtocol,
        @Nullable String lastAddress) {}
