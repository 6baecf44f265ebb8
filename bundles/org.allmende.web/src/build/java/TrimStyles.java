/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes from Bootstrap's style sheet what our pages use: its ground, forms, buttons that forms need, dropdowns, dialogs
 * and the plain utilities. What collides with our own components (row, card, nav, button) or is meant for pages that we
 * do not have (carousel, toast, …) stays behind, and with it four fifths of the weight.
 */
class TrimStyles {

    /** Classes kept, by the word they begin with. */
    private static final Set<String> KEPT = Set.of(
            "form-control",
            "form-select",
            "form-check",
            "form-label",
            "form-text",
            "form-switch",
            "form-range",
            "input-group",
            "col-form-label",
            "was-validated",
            "is-valid",
            "is-invalid",
            "valid-feedback",
            "invalid-feedback",
            "visually-hidden",
            "visually-hidden-focusable",
            "stretched-link",
            "text-truncate",
            "d",
            "flex",
            "justify-content",
            "align-items",
            "align-self",
            "m",
            "mt",
            "mb",
            "ms",
            "me",
            "mx",
            "my",
            "p",
            "pt",
            "pb",
            "ps",
            "pe",
            "px",
            "py",
            "gap",
            "text",
            "w",
            "h",
            "position",
            "overflow",
            "list-unstyled",
            "small",
            "mark",
            "fst",
            "fw",
            "lh",
            "user-select",
            "order",
            "ratio",
            "img-fluid");

    /** Utilities that would never be right here, or come in sizes for screens that our own rules know. */
    private static final Pattern DROPPED = Pattern.compile(
            "\\.(d|flex|justify-content|align-items|align-self|m[tbsexy]?|p[tbsexy]?|gap|text|order|float)-(sm|md|lg|xl|xxl|print)(-|\\b)"
                    + "|\\.text-(bg|primary|secondary|success|info|warning|danger|light|dark|white|black|body|muted|opacity|reset)"
                    + "|\\.(is|was)-?validat|valid-tooltip|\\.order-|form-floating|form-range|form-check-inline|btn-check");

    private static final Pattern CLASS = Pattern.compile("\\.([a-zA-Z][a-zA-Z0-9_-]*)");

    public static void main(String[] files) throws IOException {
        for (int i = 0; i < files.length; i += 2) {
            String css = Files.readString(Path.of(files[i]));
            Files.writeString(Path.of(files[i + 1]), trim(css.replaceFirst("(?s)/\\*# sourceMappingURL.*", "")));
        }
    }

    static String trim(String css) {
        StringBuilder kept = new StringBuilder();
        int at = 0;
        while (at < css.length()) {
            if (css.startsWith("/*", at)) {
                int end = css.indexOf("*/", at) + 2;
                kept.append(css, at, end);
                at = end;
                continue;
            }
            int brace = css.indexOf('{', at);
            int semicolon = css.indexOf(';', at);
            if (brace < 0) {
                break;
            }
            if (semicolon >= 0 && semicolon < brace) {
                kept.append(css, at, semicolon + 1);
                at = semicolon + 1;
                continue;
            }
            int end = closing(css, brace);
            String head = css.substring(at, brace);
            String body = css.substring(brace + 1, end);
            kept.append(rule(head.strip(), body));
            at = end + 1;
        }
        return kept.toString();
    }

    private static String rule(String head, String body) {
        if (head.startsWith("@media")) {
            String inner = trim(body);
            return inner.isEmpty() ? "" : head + "{" + inner + "}";
        }
        if (head.startsWith("@keyframes")) {
            return "";
        }
        if (head.startsWith("@")) {
            return head + "{" + body + "}";
        }
        List<String> selectors = new ArrayList<>();
        for (String selector : head.split(",(?![^(]*\\))")) {
            if (isKept(selector.strip())) {
                selectors.add(selector.strip());
            }
        }
        if (head.contains("[data-bs-theme=dark]") && head.contains(":root")) {
            return "";
        }
        return selectors.isEmpty() ? "" : String.join(",", selectors) + "{" + body + "}";
    }

    private static boolean isKept(String selector) {
        if (selector.contains("[data-bs-theme=dark]")) {
            return false; // our own tokens know the dark
        }
        if (DROPPED.matcher(selector).find()) {
            return false;
        }
        Matcher matcher = CLASS.matcher(selector);
        while (matcher.find()) {
            if (!isKeptClass(matcher.group(1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKeptClass(String name) {
        for (String word = name; !word.isEmpty(); word = word.substring(0, Math.max(0, word.lastIndexOf('-')))) {
            if (KEPT.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static int closing(String css, int brace) {
        int depth = 0;
        boolean quoted = false;
        for (int i = brace; i < css.length(); i++) {
            char c = css.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a brace is not closed");
    }
}
