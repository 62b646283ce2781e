/**
 * Outbound mail, durable and encrypted: what is to be sent, to whom, what was tried and what came of it (RFC 5321 §4.5.4,
 * RFC 3461 §5).
 *
 * <p>{@code queue.sqlite} has sixteen tables. {@code message}: one row a letter, with its envelope, or with the web server that is told of it; it stays for its story after the letter
 * is gone. {@code body}: the letter in chunks of 64 KiB, removed when its last recipient is settled and no notice that quotes it is
 * due. {@code recipient}: one row a forward-path, with its state, its next attempt and the notice that is due for it. {@code attempt}: one
 * row for each answer that was had for a recipient, and for each server that was tried in vain before in the same attempt. {@code sts_policy}: the
 * MTA-STS policies of other domains. {@code correspondent}: whom an account wrote to, as a MAC, and when that was counted first; 0 where it was not. {@code reply}: whom an account
 * answered while its person was away, as a MAC, and when. {@code greylist}: who was put off and came again, as MACs.
 *
 * <p>{@code report}: one row an aggregate report of others about a domain of ours, with {@code report_row} (letters by source and result), {@code report_policy}
 * (sessions by policy on TLS) and {@code report_failure} (those that failed). {@code returned}: bounces and complaints, counted by day. See {@link
 * org.letterlock.engine.queue.Reports}. {@code tls_policy}, {@code tls_failure}: how our TLS with others went, by day and domain, until they are told of it; {@code tls_told}:
 * who was told already. See {@link org.letterlock.engine.queue.TlsTally}.
 *
 * <p>Knows no DNS, no SMTP, no policy and no schedule: it records what its caller decided. The one thing it decides itself is what is held because an account sent more than its caller allows: that is counted where
 * it is stored.
 */
@NullMarked
package org.letterlock.engine.queue;

import org.jspecify.annotations.NullMarked;
