package org.letterlock.engine.dns;

import org.letterlock.engine.mail.DnsName;

/**
 * An answer, and whether it is proved by signatures from the root on (RFC 4035 §4.3). One whose signatures are broken or missing where they must be is a {@link
 * DnsAnswer.TemporaryFailure}.
 *
 * @param answer the answer
 * @param secure whether all of it is proved, also that there is nothing
 * @param owner the name at the end of the aliases that led to the answer
 */
public record Proved<T>(DnsAnswer<T> answer, boolean secure, DnsName owner) {}
