package org.letterlock.engine.smtpclient;

import java.util.Map;
import java.util.function.Consumer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;

/** Carries consignments to where they belong. Used by many threads at once. */
public interface Courier extends AutoCloseable {

    /**
     * Makes one attempt, and says what came of it for each recipient exactly once. What is said has to be durable when {@code outcomes} returns; it is told
     * right after the reply that it follows from, before anything else is said to the other server.
     */
    void deliver(Consignment consignment, Consumer<Map<Recipient, Outcome>> outcomes);

    /** Ends attempts that are under way soon. From then on nothing can be delivered. */
    void abort();

    /** Ends what is left of attempts that are over. */
    @Override
    void close();
}
