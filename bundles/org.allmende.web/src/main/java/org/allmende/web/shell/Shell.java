/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.shell;

import gg.jte.output.StringOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.member.Member;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.web.Site;
import org.allmende.web.message.Decoding;
import org.allmende.web.route.SiteMap;
import org.allmende.web.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts around a page what every page has: bar, banners, menu or sidebar, footer. Looks at panels and menus of one
 * snapshot; to be called while it is open. Thread-safe.
 */
@Component(service = Shell.class)
public final class Shell {

    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

    private static final Set<String> RIGHT_TO_LEFT =
            Set.of("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "ug", "ur", "yi");
    /** Characters of what stands around a page, about. */
    private static final int AROUND = 16_384;

    private static final Set<String> THEMES = Set.of("light", "dark");

    private final Site site;
    private final Assets assets;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public Shell(@Reference Site site, @Reference Assets assets, @Reference Messages messages) {
        this.site = site;
        this.assets = assets;
        this.messages = messages;
    }

    /**
     * @param theme what the reader chose, any text
     * @param notices shown once, above the page
     */
    public String render(Request request, SiteMap map, Page page, String theme, List<String> notices) {
        Viewer viewer = request.viewer();
        Phrases words = messages.in(viewer.locale(), viewer.zone());
        boolean rightToLeft = isRightToLeft(viewer.locale());
        Optional<Member> member = viewer.member();
        StringOutput output = new StringOutput(page.main().value().length() + AROUND);
        templates
                .shell(new ShellModel(
                        page,
                        page.title().isEmpty() ? site.name() : page.title() + " · " + site.name(),
                        words.spoken().toLanguageTag(),
                        rightToLeft ? "rtl" : "ltr",
                        THEMES.contains(theme) ? theme : null,
                        member.isPresent() ? request.formToken() : null,
                        site.name(),
                        site.at("/"),
                        page.area() == Area.COMMUNITY ? "" : words.get(key(page.area())),
                        new ShellModel.Words(
                                words.get("shell.skip"),
                                words.get(key(page.area())),
                                words.get("shell.sign-in"),
                                member.map(some -> words.get("shell.you", "name", some.name()))
                                        .orElse(""),
                                words.get("shell.aside"),
                                words.get("shell.notice"),
                                words.get("shell.footer", "zone", zone(viewer))),
                        styles(page, rightToLeft),
                        scripts(page),
                        assets.address("mark.svg"),
                        request.panels(Slot.HEADER),
                        page.bare() ? Html.NOTHING : joined(request.panels(Slot.BANNER, page.subjects())),
                        aside(request, page),
                        notices,
                        page.area() == Area.COMMUNITY ? List.of() : menu(map, request, page.area()),
                        member.map(some -> face(some, request, map, words)).orElse(null),
                        signIn(request)))
                .render(output);
        return output.toString();
    }

    /** A problem as the inside of a page. */
    public Html problem(ProblemModel problem) {
        return Html.trusted(templates.problem(problem).render());
    }

    /** A problem as a piece of a page, for htmx. */
    public Html notice(String title, String detail) {
        return Html.trusted(templates.failure(title, detail).render());
    }

    public static boolean isRightToLeft(Locale locale) {
        return RIGHT_TO_LEFT.contains(locale.getLanguage())
                || locale.getScript().equals("Arab")
                || locale.getScript().equals("Hebr");
    }

    private List<String> styles(Page page, boolean rightToLeft) {
        List<String> styles = new ArrayList<>(page.styles().size() + 2);
        styles.add(assets.address(rightToLeft ? "bootstrap.rtl.css" : "bootstrap.css"));
        styles.add(assets.address("allmende.css"));
        styles.addAll(page.styles());
        return styles;
    }

    private List<String> scripts(Page page) {
        List<String> scripts = new ArrayList<>(page.scripts().size() + 2);
        scripts.add(assets.address("htmx.min.js"));
        scripts.add(assets.address("allmende.js"));
        scripts.addAll(page.scripts());
        return scripts;
    }

    private static Html aside(Request request, Page page) {
        if (page.bare() || page.area() != Area.COMMUNITY) {
            return page.aside();
        }
        Html panels = joined(request.panels(Slot.SIDEBAR, page.subjects()));
        return Html.trusted(page.aside().value() + panels.value());
    }

    private static Html joined(List<Html> pieces) {
        return Html.trusted(pieces.stream().map(Html::value).collect(Collectors.joining()));
    }

    private List<ShellModel.Section> menu(SiteMap map, Request request, Area area) {
        List<SiteMap.Line> lines = visible(map, request.viewer(), area);
        // the line whose path is the longest beginning of ours is where we are
        Optional<String> current = lines.stream()
                .map(line -> line.endpoint().path())
                .filter(path -> request.path().equals(path) || request.path().startsWith(path + "/"))
                .max(Comparator.comparingInt(String::length));
        // in the order of their first lines; two features may add to one section
        Map<String, List<ShellModel.Line>> sections = new LinkedHashMap<>();
        for (SiteMap.Line line : lines) {
            try {
                String heading = line.entry().section().apply(request.viewer());
                String label = line.entry().label().apply(request.viewer());
                String path = line.endpoint().path();
                sections.computeIfAbsent(heading, any -> new ArrayList<>())
                        .add(new ShellModel.Line(site.at(path), label, current.equals(Optional.of(path))));
            } catch (RuntimeException | LinkageError e) {
                LOG.error("The menu entry of {} is left out", line.endpoint().path(), e);
            }
        }
        return sections.entrySet().stream()
                .map(section -> new ShellModel.Section(section.getKey(), section.getValue()))
                .toList();
    }

    private static List<SiteMap.Line> visible(SiteMap map, Viewer viewer, Area area) {
        return map.menu(area).stream()
                .filter(line -> viewer.may(line.endpoint().permission()))
                .toList();
    }

    private ShellModel.Face face(Member member, Request request, SiteMap map, Phrases words) {
        List<ShellModel.Line> lines = new ArrayList<>(4);
        lines.add(line("/me", words.get("shell.me"), request));
        lines.add(line("/preferences", words.get("shell.preferences"), request));
        Viewer viewer = request.viewer();
        if (viewer.role().atLeast(Role.MODERATOR)
                && !visible(map, viewer, Area.MODERATION).isEmpty()) {
            lines.add(line("/moderation", words.get("area.moderation"), request));
        }
        if (viewer.may(Permission.ADMINISTER)) {
            lines.add(line("/admin", words.get("area.administration"), request));
        }
        return new ShellModel.Face(
                member.name(),
                initials(member.name()),
                lines,
                site.at("/sign-out"),
                words.get("shell.sign-out"),
                request.formToken());
    }

    private ShellModel.Line line(String path, String label, Request request) {
        return new ShellModel.Line(site.at(path), label, request.path().equals(path));
    }

    /** Where to sign in and come back from; null where that makes no sense. */
    private String signIn(Request request) {
        if (request.path().equals("/sign-in")) {
            return null;
        }
        String back = Decoding.escaped(request.path(), "%?#");
        return site.at("/sign-in?next=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
    }

    private static String zone(Viewer viewer) {
        String id = viewer.zone().getId();
        return id.equals("Z") ? "UTC" : id;
    }

    /** The first letters of the first and the last word of a name. */
    static String initials(String name) {
        String[] words = name.strip().split("[\\s._-]+");
        StringBuilder initials = new StringBuilder(4);
        for (int i = 0; i < words.length; i += Math.max(1, words.length - 1)) {
            words[i].codePoints()
                    .filter(Character::isLetterOrDigit)
                    .limit(1)
                    .map(Character::toTitleCase)
                    .forEach(initials::appendCodePoint);
        }
        return initials.isEmpty() ? "?" : initials.toString();
    }

    private static String key(Area area) {
        return "area." + area.name().toLowerCase(Locale.ROOT);
    }
}
