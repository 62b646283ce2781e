package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.queue.Hook;
import org.letterlock.engine.queue.Origin;

/**
 * Whether a letter finds room where it is for. SMTP refuses a recipient only before the content comes; from there on a letter is for all of them or for
 * none (RFC 5321 §4.2.5), so one that was begun while each had room is not lost to those who still have it.
 */
final class Admission {

    private final Addresses addresses;
    private final LetterQueue queue;

    /** @param queue where letters wait that addresses of ours send on in their own name */
    Admission(Addresses addresses, LetterQueue queue) {
        this.addresses = addresses;
        this.queue = queue;
    }

    /**
     * Whether a letter may be begun: every account has room for it, and so has the queue where it is sent on. A web server that takes nothing closes no mailbox: it counts only where nobody
     * else gets the letter.
     *
     * @param announced the length that was announced; 0 where none was
     */
    boolean mayBegin(Recipient recipient, long announced) {
        return recipient.accounts().stream().allMatch(account -> addresses.hasRoom(account.id(), announced))
                && (recipient.forwards().isEmpty()
                        || queue.hasRoom(new Origin.Forwarded(recipient.address()), announced))
                && (!recipient.isOnlyTold()
                        || recipient.webhooks().stream()
                                .allMatch(hook -> queue.hasRoom(
                                        new Origin.Hooked(recipient.address(), hook.host(), new Hook(hook.url(), "{}")),
                                        Math.min(announced, WebhookBody.KEPT))));
    }

    /** Whether a letter that came in whole may be taken: nothing became full meanwhile, and one recipient at least has room for all of it. */
    boolean mayEnd(List<Recipient> recipients, long octets) {
        return recipients.stream().allMatch(recipient -> mayBegin(recipient, 0))
                && recipients.stream().anyMatch(recipient -> mayBegin(recipient, octets));
    }
}
