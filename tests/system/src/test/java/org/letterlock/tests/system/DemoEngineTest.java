package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.demo.BundledProgram;
import org.letterlock.desktop.demo.DemoEngine;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** The app's demo: a real engine on this computer. */
final class DemoEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TempFolder folder;
    private DemoEngine demo;

    @BeforeEach
    void make() {
        folder = new TempFolder();
        demo = new DemoEngine(place(), at -> EngineProcess.command());
    }

    private Path place() {
        return folder.path().resolve("demo");
    }

    @AfterEach
    void end() {
        demo.close();
        folder.close();
    }

    private static boolean isAlive(EngineStatus status) {
        return ProcessHandle.of(status.processId())
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    @Test
    void showsAHouseholdAndKeepsItUntilItIsTakenAway() throws ProblemException {
        assertThat(demo.isThere()).isFalse();
        EngineLine line = demo.start();
        EngineStatus first = line.ask(EngineApi::status);
        assertThat(first.listeners()).hasSize(7).allMatch(one -> one.address().equals("127.0.0.1"));
        assertThat(line.ask(EngineApi::accounts))
                .extracting(AccountInfo::address)
                .containsExactly("family@letterlock.example", "you@letterlock.example");
        assertThat(demo.start()).as("it runs").isSameAs(line);
        demo.close();
        assertThat(isAlive(first)).isFalse();
        assertThat(demo.isThere()).isTrue();
        EngineLine again = demo.start();
        assertThat(again.ask(EngineApi::accounts)).hasSize(2);
        EngineStatus second = again.ask(EngineApi::status);
        demo.remove();
        assertThat(isAlive(second)).isFalse();
        assertThat(place()).doesNotExist();
    }

    @Test
    void sendsNothingIntoTheWorld() throws ProblemException {
        EngineLine line = demo.start();
        assertThat(Waiting.until(PATIENCE, () -> waiting(line) == 2))
                .as("letters within the house are delivered")
                .isTrue();
        assertThat(line.ask(engine -> engine.queue(new EngineApi.Limit(10))).stream()
                        .flatMap(entry -> entry.recipients().stream())
                        .map(recipient -> recipient.address())
                        .toList())
                .as("and the one to elsewhere waits")
                .containsExactly("somebody@elsewhere.example");
    }

    private static long waiting(EngineLine line) {
        try {
            return line.ask(EngineApi::accounts).stream()
                    .mapToLong(AccountInfo::waiting)
                    .sum();
        } catch (ProblemException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endsTheEngineOfAnAppThatWasKilled() throws ProblemException {
        DemoEngine killed = new DemoEngine(place(), at -> EngineProcess.command());
        EngineStatus orphan = killed.start().ask(EngineApi::status);
        EngineStatus fresh = demo.start().ask(EngineApi::status);
        assertThat(fresh.processId()).isNotEqualTo(orphan.processId());
        assertThat(Waiting.until(PATIENCE, () -> !isAlive(orphan))).isTrue();
        killed.close();
        assertThat(isAlive(fresh)).isTrue();
    }

    @Test
    void saysWhatTheEngineSaidWhereItDoesNotStart() throws ProblemException, IOException {
        DemoEngine broken = new DemoEngine(place(), at -> List.of("sh", "-c", "echo no such thing; exit 3", "sh"));
        assertThatThrownBy(broken::start).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e).hasMessage("demo.did-not-start");
            assertThat(e.problem().detail()).isEqualTo("no such thing\n");
        });
        broken.remove();
        assertThat(place()).doesNotExist();
        Files.createDirectory(folder.path().resolve("empty"));
        BundledProgram none = new BundledProgram(folder.path().resolve("empty"));
        assertThat(none.isThere()).isFalse();
        assertThatThrownBy(() -> none.command(place())).hasMessage("demo.no-program");
    }
}
