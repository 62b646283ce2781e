/**
 * SMTP sessions: the MX (RFC 5321) and submission (RFC 6409, RFC 8314). {@link org.letterlock.engine.smtpserver.SmtpServer} makes them, {@code SmtpServerSession}
 * is the loop; what differs between the two is in {@code MxService} and {@code SubmissionService}. Knows no store and no key.
 */
@NullMarked
package org.letterlock.engine.smtpserver;

import org.jspecify.annotations.NullMarked;
