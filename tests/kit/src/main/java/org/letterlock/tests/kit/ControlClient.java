package org.letterlock.tests.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.CatchAll;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.QueueEntry;

/** The control socket, with the calls that tests make most. Failures arrive as {@link org.letterlock.protocol.FailureException}. */
public final class ControlClient implements AutoCloseable {

    private final EngineConnection connection;

    public ControlClient(Path socket) {
        connection = EngineConnection.open(socket);
    }

    /** Any call. */
    public <T> T call(Function<EngineApi, CompletableFuture<T>> question) {
        return connection.call(question.apply(connection.engine()));
    }

    public EngineStatus status() {
        return call(EngineApi::status);
    }

    public void addDomain(String name) {
        call(engine -> engine.addDomain(new EngineApi.DomainName(name)));
    }

    /** Makes an account; the answer holds its password. */
    public NewCredential addAccount(String address) {
        return call(engine -> engine.addAccount(new AccountOrder(address, null, null, null)));
    }

    public AccountInfo account(String address) {
        return call(EngineApi::accounts).stream()
                .filter(account -> account.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no account " + address));
    }

    public void lock(String address) {
        call(engine -> engine.lockAccount(new EngineApi.AccountAddress(address)));
    }

    public void setCatchAll(String domain, String account) {
        call(engine -> engine.setCatchAll(new CatchAll(domain, account)));
    }

    public List<QueueEntry> queue() {
        return call(engine -> engine.queue(new EngineApi.Limit(1_000)));
    }

    public List<LogEvent> log() {
        return call(engine -> engine.log(new EngineApi.Limit(1_000)));
    }

    @Override
    public void close() {
        connection.close();
    }
}
