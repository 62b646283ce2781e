package org.letterlock.engine.directory;

import java.util.List;

/** Rows to write and rows to remove, all or none. */
record Edit(List<Row> puts, List<Row> removes) {

    static Edit put(Row... rows) {
        return new Edit(List.of(rows), List.of());
    }

    static Edit remove(Row... rows) {
        return new Edit(List.of(), List.of(rows));
    }
}
