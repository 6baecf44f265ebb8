/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.allmende.api.text.Markup;
import org.allmende.api.web.Html;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.autolink.AutolinkType;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * CommonMark as a community writes it: a line break is a line break, bare addresses are links, HTML is shown as it was
 * typed. What comes out passes the sanitizer once more, so that no fault of the renderer becomes one of the page.
 *
 * <p>Any text is answered in time linear in its length: what is longer than {@value #LONGEST} characters, has more than
 * {@value #BRACKETS} opening brackets, or defeats the parser, is shown as plain paragraphs. Thread-safe.
 */
@Component(service = Markup.class)
public final class CommonMark implements Markup {

    /** What is longer is no text that somebody formatted. */
    private static final int LONGEST = 65_536;

    /** Each opening bracket is looked at again for each one behind it. */
    private static final int BRACKETS = 2_000;

    private static final int DEEPEST = 50;

    private static final int REMEMBERED = 1024;
    private static final int REMEMBERED_LENGTH = 4096;

    private final Parser parser;
    private final HtmlRenderer renderer;
    private final PolicyFactory policy;
    private final String site;
    private final Recent<String, Html> recent = new Recent<>(REMEMBERED);

    @Activate
    public CommonMark(BundleContext context) {
        this(context.getProperty("allmende.public-url"));
    }

    /** @param site the address that pictures may come from, besides relative ones; null if there is none */
    CommonMark(String site) {
        this.site = site == null || site.isEmpty() ? "" : site.endsWith("/") ? site : site + "/";
        List<Extension> extensions = List.of(
                AutolinkExtension.builder()
                        .linkTypes(AutolinkType.URL, AutolinkType.WWW)
                        .build(),
                StrikethroughExtension.create());
        this.parser = Parser.builder()
                .extensions(extensions)
                // no blocks of HTML: where tags are shown as text, what stands around them is still Markdown
                .enabledBlockTypes(Set.of(
                        BlockQuote.class,
                        FencedCodeBlock.class,
                        Heading.class,
                        IndentedCodeBlock.class,
                        ListBlock.class,
                        ThematicBreak.class))
                .maxOpenBlockParsers(DEEPEST)
                .maxInlineNesting(DEEPEST)
                .build();
        this.renderer = HtmlRenderer.builder()
                .extensions(extensions)
                .escapeHtml(true)
                .softbreak("<br>\n")
                .attributeProviderFactory(context -> new Attributes())
                .build();
        this.policy = new HtmlPolicyBuilder()
                .allowElements(
                        "p",
                        "br",
                        "hr",
                        "em",
                        "strong",
                        "del",
                        "code",
                        "pre",
                        "blockquote",
                        "ul",
                        "ol",
                        "li",
                        "h3",
                        "h4",
                        "h5",
                        "h6",
                        "a",
                        "img")
                .allowTextIn("pre", "code")
                .allowUrlProtocols("http", "https", "mailto")
                .allowAttributes("href", "title")
                .onElements("a")
                .allowAttributes("src")
                .matching((element, attribute, value) -> isOurs(value) ? value : null)
                .onElements("img")
                .allowAttributes("alt", "title", "loading")
                .onElements("img")
                .allowAttributes("start")
                .matching(java.util.regex.Pattern.compile("[0-9]{1,9}"))
                .onElements("ol")
                .allowAttributes("tabindex")
                .matching(java.util.regex.Pattern.compile("0"))
                .onElements("pre")
                .requireRelsOnLinks("nofollow", "ugc", "noopener")
                .toFactory();
    }

    @Override
    public Html html(String markdown) {
        return markdown.length() <= REMEMBERED_LENGTH ? recent.of(markdown, this::made) : made(markdown);
    }

    private Html made(String markdown) {
        String tidy = Tidy.text(markdown);
        return Html.trusted(
                isTooMuch(tidy) ? paragraphs(tidy) : PlainWords.html(tidy).orElseGet(() -> parsed(tidy)));
    }

    /** What the parser makes of it. */
    String parsed(String tidy) {
        try {
            Node document = parser.parse(tidy);
            soften(document);
            return policy.sanitize(renderer.render(document));
        } catch (RuntimeException | StackOverflowError e) {
            return paragraphs(tidy);
        }
    }

    private static boolean isTooMuch(String text) {
        int brackets = 0;
        for (int at = text.indexOf('['); at >= 0 && brackets <= BRACKETS; at = text.indexOf('[', at + 1)) {
            brackets++;
        }
        return text.length() > LONGEST || brackets > BRACKETS;
    }

    /** Lowers headings below the page's own, and makes pictures from elsewhere links: looking at a post calls nobody. */
    private void soften(Node document) {
        for (Node node = document.getFirstChild(); node != null; ) {
            Node next = following(node, document);
            straighten(node);
            if (node instanceof Heading heading) {
                heading.setLevel(Math.min(6, heading.getLevel() + 2));
            } else if (node instanceof Image image && !isOurs(image.getDestination())) {
                replace(image);
            }
            node = next;
        }
    }

    /** Browsers take a backslash for a slash, so that what begins like a path of ours could lead anywhere. */
    private static void straighten(Node node) {
        if (node instanceof Link link) {
            link.setDestination(link.getDestination().replace("\\", "%5C"));
        } else if (node instanceof Image image) {
            image.setDestination(image.getDestination().replace("\\", "%5C"));
        }
    }

    private static void replace(Image image) {
        Link link = new Link(image.getDestination(), image.getTitle());
        if (image.getFirstChild() == null) {
            link.appendChild(new Text(image.getDestination()));
        }
        while (image.getFirstChild() != null) {
            link.appendChild(image.getFirstChild());
        }
        image.insertBefore(link);
        image.unlink();
    }

    /** The next node in the order of the text; without recursion, which a deep text would break. */
    private static Node following(Node node, Node root) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        Node up = node;
        while (up != null && up != root) {
            if (up.getNext() != null) {
                return up.getNext();
            }
            up = up.getParent();
        }
        return null;
    }

    private boolean isOurs(String address) {
        if (address.startsWith("/")) {
            return !address.startsWith("//");
        }
        return !site.isEmpty() && address.toLowerCase(Locale.ROOT).startsWith(site.toLowerCase(Locale.ROOT));
    }

    /** The text as it is, cut at empty lines. */
    private static String paragraphs(String text) {
        StringBuilder html = new StringBuilder(text.length() + text.length() / 8);
        html.append("<p>");
        int lines = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lines++;
                continue;
            }
            if (c == '\r') {
                continue;
            }
            if (lines > 0 && html.length() > 3) {
                html.append(lines == 1 ? "<br>" : "</p><p>");
            }
            lines = 0;
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&#34;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.append("</p>").toString();
    }

    @Override
    public String plain(String markdown, int limit) {
        // marks take room, but not ten times the text's; what lies far behind the cut need not be read
        int enough = (int) Math.min(LONGEST, 2_000L + 10L * Math.max(0, limit));
        String start = markdown.length() <= enough ? markdown : markdown.substring(0, enough);
        String tidy = Tidy.text(start);
        String text;
        try {
            text = isTooMuch(tidy) ? tidy : words(parser.parse(tidy));
        } catch (RuntimeException | StackOverflowError e) {
            text = tidy;
        }
        return cut(oneLine(text), limit);
    }

    private static String words(Node document) {
        StringBuilder words = new StringBuilder();
        for (Node node = document.getFirstChild(); node != null; node = following(node, document)) {
            if (node instanceof Text text) {
                words.append(text.getLiteral());
            } else if (node instanceof Code code) {
                words.append(code.getLiteral());
            } else if (node instanceof HtmlInline html) {
                words.append(html.getLiteral());
            } else if (node instanceof FencedCodeBlock code) {
                words.append(' ').append(code.getLiteral());
            } else if (node instanceof IndentedCodeBlock code) {
                words.append(' ').append(code.getLiteral());
            } else if (node instanceof Block || node instanceof SoftLineBreak || node instanceof HardLineBreak) {
                words.append(' ');
            }
        }
        return words.toString();
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                space = !line.isEmpty();
            } else {
                if (space) {
                    line.append(' ');
                    space = false;
                }
                line.append(c);
            }
        }
        return line.toString();
    }

    private static String cut(String line, int limit) {
        if (line.length() <= limit) {
            return line;
        }
        int end = Math.max(1, limit);
        int space = line.lastIndexOf(' ', end);
        if (space > end * 2 / 3) {
            end = space;
        } else if (Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end).stripTrailing() + "…";
    }

    /** What the renderer can't know: pictures load when they are scrolled to. */
    private static final class Attributes implements AttributeProvider {
        @Override
        public void setAttributes(Node node, String tag, Map<String, String> attributes) {
            if (node instanceof Image) {
                attributes.put("loading", "lazy");
            }
            if (tag.equals("pre")) {
                // Wide code scrolls, and whoever has no mouse must be able to.
                attributes.put("tabindex", "0");
            }
        }
    }
}
