package org.letterlock.desktop.text;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.desktop.model.Problem;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.Sentence;

/** The sentences of one language. */
public final class Texts {

    private final Language language;
    private final Properties own;
    private final Properties english;

    private Texts(Language language, Properties own, Properties english) {
        this.language = language;
        this.own = own;
        this.english = english;
    }

    /** Those of {@code language}. */
    public static Texts of(Language language) {
        return new Texts(language, load(language), load(Language.ENGLISH));
    }

    private static Properties load(Language language) {
        String name = "texts_" + language.code() + ".properties";
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(Texts.class.getResourceAsStream(name), "the texts are part of the program"),
                StandardCharsets.UTF_8)) {
            Properties texts = new Properties();
            texts.load(in);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Language language() {
        return language;
    }

    /** All keys, sorted. */
    public Set<String> keys() {
        return new TreeSet<>(own.stringPropertyNames());
    }

    /** A text. In English where the language lacks it, which a test rules out. */
    public String get(String key) {
        return get(key, Map.of());
    }

    /** A text with values, whose places are as {@link Sentence} has them. */
    public String get(String key, Map<String, String> values) {
        String text = own.getProperty(key, english.getProperty(key));
        if (text == null) {
            throw new IllegalArgumentException("no text " + key);
        }
        return Sentence.fill(text, values, language.locale());
    }

    /** A sentence behind another. Japanese and Chinese have no space between them. */
    public String together(String first, String second) {
        boolean spaced = language != Language.JAPANESE && language != Language.CHINESE;
        return first + (spaced ? " " : "") + second;
    }

    private Optional<String> find(String key, Map<String, String> values) {
        return Optional.ofNullable(own.getProperty(key)).map(text -> Sentence.fill(text, values, language.locale()));
    }

    /** What is, by a finding. In English as it came where the app does not know it. */
    public String sentence(Finding finding) {
        return find("finding." + finding.code(), finding.values()).orElse(finding.sentence());
    }

    /** What to do by a finding; empty where there is nothing to do. */
    public String remedy(Finding finding) {
        // One that is told in two languages helps nobody.
        return own.containsKey("finding." + finding.code())
                ? find("finding." + finding.code() + ".remedy", finding.values())
                        .orElse("")
                : finding.remedy();
    }

    /** What a person is told of a problem. */
    public Told told(Problem problem) {
        String key = "failure." + problem.area() + "." + problem.code();
        Failure carried = problem.carried();
        if (carried != null && !own.containsKey(key)) {
            return new Told(carried.sentence(), carried.meaning() + " " + carried.remedy());
        }
        return new Told(get(key, problem.values()), get(key + ".remedy", problem.values()));
    }

    /**
     * A problem in words.
     *
     * @param sentence what is
     * @param remedy what it means, and what to do
     */
    public record Told(String sentence, String remedy) {}
}
