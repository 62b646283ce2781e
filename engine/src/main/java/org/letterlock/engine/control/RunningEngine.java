package org.letterlock.engine.control;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.letterlock.protocol.EngineStatus;

/**
 * What the control socket tells of the process that it belongs to.
 *
 * @param version its release
 * @param hostname the name that it greets with
 * @param startedAt when it was ready
 * @param listeners where it listens
 * @param certificate what it shows over TLS
 * @param stop asks it to end; returns at once
 */
public record RunningEngine(
        String version,
        String hostname,
        Instant startedAt,
        Supplier<List<EngineStatus.ListenerInfo>> listeners,
        EngineStatus.CertificateInfo certificate,
        Runnable stop) {}
