package org.letterlock.engine.accounts;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.letterlock.engine.mail.AccountId;

/** Passes on for whom letters came. The intake is made with it, and whoever moves letters listens to it. */
public final class Arrivals implements Consumer<Set<AccountId>> {

    private final List<Consumer<Set<AccountId>>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Set<AccountId> accounts) {
        listeners.forEach(listener -> listener.accept(accounts));
    }

    /** @param listener must not block */
    void listen(Consumer<Set<AccountId>> listener) {
        listeners.add(listener);
    }
}
