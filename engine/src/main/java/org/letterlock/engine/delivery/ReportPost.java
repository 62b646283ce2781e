package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsWish;

/**
 * How letters with reports leave.
 *
 * @param letters writes them
 * @param queue takes them
 */
public record ReportPost(ReportLetter letters, LetterQueue queue) {

    /** Sends one, whose failing nobody hears of. Durable when it returns. */
    public void send(Octets letter, EmailAddress to, TlsWish wish) {
        queue.enqueue(List.of(new NewMail(
                ReversePath.none(), List.of(to), letter, false, false, new Origin.Notice(), Dsn.NONE, wish)));
    }
}
