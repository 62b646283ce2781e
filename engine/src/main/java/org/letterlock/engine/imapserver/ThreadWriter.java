package org.letterlock.engine.imapserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.store.MessageThread;

/** Writes THREAD responses (RFC 5256 §4). */
final class ThreadWriter {

    private final ResponseWriter out;
    private final ToLongFunction<Uid> number;

    /** The siblings that are still to be written, of each level that is open. */
    private final Deque<Iterator<MessageThread>> open = new ArrayDeque<>();

    /** @param number what the client calls a message */
    ThreadWriter(ResponseWriter out, ToLongFunction<Uid> number) {
        this.out = out;
        this.number = number;
    }

    void write(List<MessageThread> threads) {
        out.raw(threads.isEmpty() ? "* THREAD" : "* THREAD ");
        open.push(threads.iterator());
        while (!open.isEmpty()) {
            if (open.element().hasNext()) {
                out.raw("(");
                members(open.element().next());
            } else {
                open.pop();
                // What is written in the end is a list of its own, but for the outermost.
                out.raw(open.isEmpty() ? "" : ")");
            }
        }
        out.crlf();
    }

    /** A message and those behind it as far as each has one child. */
    private void members(MessageThread first) {
        MessageThread at = first;
        String separator = "";
        while (true) {
            if (at.uid().isPresent()) {
                out.raw(separator).number(number.applyAsLong(at.uid().get()));
                separator = " ";
            }
            if (at.children().size() != 1) {
                break;
            }
            at = at.children().getFirst();
        }
        out.raw(at.children().isEmpty() ? "" : separator);
        open.push(at.children().iterator());
    }
}
