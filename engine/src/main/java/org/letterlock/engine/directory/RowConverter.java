package org.letterlock.engine.directory;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.dizitart.no2.collection.Document;
import org.dizitart.no2.common.mapper.EntityConverter;
import org.dizitart.no2.common.mapper.NitriteMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of one kind into documents and back, by hand: a mapper that works by reflection costs every start a quarter of a second. A component that a document lacks is null, zero, false or an empty list, so that a row may
 * get another component later.
 */
final class RowConverter<T> implements EntityConverter<T> {

    private final Class<T> type;
    private final BiConsumer<T, Document> write;
    private final Function<Fields, T> read;

    private RowConverter(Class<T> type, BiConsumer<T, Document> write, Function<Fields, T> read) {
        this.type = type;
        this.write = write;
        this.read = read;
    }

    /** One for each kind of row. */
    static List<RowConverter<?>> all() {
        return List.of(
                new RowConverter<>(
                        Row.Schema.class,
                        (row, to) -> to.put("key", row.key()).put("version", row.version()),
                        from -> new Row.Schema(from.text("key"), (int) from.number("version"))),
                new RowConverter<>(
                        Row.Domain.class,
                        (row, to) -> to.put("key", row.key()).put("created", row.created()),
                        from -> new Row.Domain(from.text("key"), from.number("created"))),
                new RowConverter<>(Row.Address.class, RowConverter::write, RowConverter::address),
                new RowConverter<>(Row.AccountRow.class, RowConverter::write, RowConverter::account),
                new RowConverter<>(Row.CredentialRow.class, RowConverter::write, RowConverter::credential),
                new RowConverter<>(
                        Row.SettingRow.class,
                        (row, to) -> to.put("key", row.key()).put("value", row.value()),
                        from -> new Row.SettingRow(from.text("key"), from.texts("value"))));
    }

    private static void write(Row.Address row, Document to) {
        to.put("key", row.key())
                .put("written", row.written())
                .put(
                        "targets",
                        row.targets().stream()
                                .map(target -> Document.createDocument("kind", target.kind())
                                        .put("value", target.value()))
                                .toList())
                .put("enabled", row.enabled())
                .put("answer", row.answer())
                .put("created", row.created());
    }

    private static Row.Address address(Fields from) {
        return new Row.Address(
                from.text("key"),
                from.text("written"),
                from.documents("targets").stream()
                        .map(target -> new Row.Target(target.text("kind"), target.text("value")))
                        .toList(),
                from.flag("enabled"),
                from.textOrNull("answer"),
                from.number("created"));
    }

    private static void write(Row.AccountRow row, Document to) {
        to.put("key", row.key())
                .put("name", row.name())
                .put("address", row.address())
                .put("salt", row.salt())
                .put("iterations", row.iterations())
                .put("sealKey", row.sealKey())
                .put("recoveryBox", row.recoveryBox())
                .put("created", row.created());
    }

    private static Row.AccountRow account(Fields from) {
        return new Row.AccountRow(
                from.text("key"),
                from.text("name"),
                from.text("address"),
                from.text("salt"),
                (int) from.number("iterations"),
                from.text("sealKey"),
                from.textOrNull("recoveryBox"),
                from.number("created"));
    }

    private static void write(Row.CredentialRow row, Document to) {
        to.put("key", row.key())
                .put("account", row.account())
                .put("name", row.name())
                .put("storedKey", row.storedKey())
                .put("serverKey", row.serverKey())
                .put("wrappedKey", row.wrappedKey())
                .put("scopes", row.scopes())
                .put("created", row.created())
                .put("lastUsed", row.lastUsed())
                .put("lastProtocol", row.lastProtocol())
                .put("lastRemote", row.lastRemote());
    }

    private static Row.CredentialRow credential(Fields from) {
        return new Row.CredentialRow(
                from.text("key"),
                from.text("account"),
                from.text("name"),
                from.text("storedKey"),
                from.text("serverKey"),
                from.text("wrappedKey"),
                from.texts("scopes"),
                from.number("created"),
                from.number("lastUsed"),
                from.textOrNull("lastProtocol"),
                from.textOrNull("lastRemote"));
    }

    @Override
    public Class<T> getEntityType() {
        return type;
    }

    @Override
    public Document toDocument(T row, NitriteMapper mapper) {
        Document document = Document.createDocument();
        write.accept(row, document);
        return document;
    }

    @Override
    public T fromDocument(Document document, NitriteMapper mapper) {
        return read.apply(new Fields(document));
    }

    /** What a document holds, by type. */
    private record Fields(Document document) {

        @Nullable
        String textOrNull(String name) {
            return document.get(name, String.class);
        }

        String text(String name) {
            return Objects.requireNonNullElse(textOrNull(name), "");
        }

        long number(String name) {
            Number number = document.get(name, Number.class);
            return number == null ? 0 : number.longValue();
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(document.get(name, Boolean.class));
        }

        List<String> texts(String name) {
            return list(name).stream().map(String::valueOf).toList();
        }

        List<Fields> documents(String name) {
            return list(name).stream()
                    .map(element -> new Fields((Document) element))
                    .toList();
        }

        private List<?> list(String name) {
            List<?> list = document.get(name, List.class);
            return list == null ? List.of() : list;
        }
    }
}
