/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Store;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Shows one announcement above the page to those it is meant for, from their local hour on.
 *
 * <p>Once: it stays for one visit from page to page, so that turning one does not lose it, and does not come again afterwards, nor
 * after its link was followed or it was dismissed. A guest has no visits: there it stays until it is dismissed, which a cookie keeps.
 */
@Component(service = Panel.class)
@Designate(ocd = AnnouncementPanel.Settings.class)
public final class AnnouncementPanel implements Panel {

    @ObjectClassDefinition(name = "%panel.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Minutes for which an announcement stays once a member has met it, unless dismissed before. */
        @AttributeDefinition(name = "%panel.minutes", description = "%panel.minutes.about", min = "0")
        int minutes() default 30;
    }

    private static final String WORK = "/admin";

    private final Campaigns campaigns;
    private final Banners banners;
    private final Hosts hosts;
    private final Store store;
    private final Clock clock;
    private volatile Settings settings;

    @Activate
    public AnnouncementPanel(
            @Reference Campaigns campaigns,
            @Reference Banners banners,
            @Reference Hosts hosts,
            @Reference Store store,
            @Reference Clock clock,
            Settings settings) {
        this.campaigns = campaigns;
        this.banners = banners;
        this.hosts = hosts;
        this.store = store;
        this.clock = clock;
        this.settings = settings;
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    @Override
    public Slot slot() {
        return Slot.BANNER;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        List<Html> pieces = new ArrayList<>();
        pieces.add(announcement(request, subjects));
        while (pieces.size() < subjects.size()) {
            pieces.add(Html.NOTHING);
        }
        return pieces;
    }

    private Html announcement(Request request, List<Ref> subjects) {
        if (request.path().equals(WORK) || request.path().startsWith(WORK + "/")) {
            return Html.NOTHING; // where announcements are made, not read
        }
        Viewer viewer = request.viewer();
        Optional<Ref> member = viewer.member().map(Member::ref);
        Instant now = clock.instant();
        Map<Campaign, Optional<Campaigns.Seen>> live = campaigns.live(member, now);
        if (live.isEmpty()) {
            return Html.NOTHING;
        }
        Set<Long> dismissed = member.isPresent() ? Set.of() : GuestCookie.read(request);
        for (Map.Entry<Campaign, Optional<Campaigns.Seen>> each : live.entrySet()) {
            Campaign campaign = each.getKey();
            boolean fresh = each.getValue().map(it -> isInVisit(it, now)).orElse(!dismissed.contains(campaign.id()));
            if (fresh && isMeant(campaign, viewer, subjects, now)) {
                if (member.isPresent() && each.getValue().isEmpty()) {
                    // Nobody waits for it: at worst it is shown once more.
                    store.write(Campaigns.shown(campaign.id(), member.get(), now));
                }
                return banners.html(campaign, request);
            }
        }
        return Html.NOTHING;
    }

    private boolean isInVisit(Campaigns.Seen seen, Instant now) {
        return !seen.isSettled() && now.isBefore(seen.shown().plus(Duration.ofMinutes(settings.minutes())));
    }

    private boolean isMeant(Campaign campaign, Viewer viewer, List<Ref> subjects, Instant now) {
        Audience audience = campaign.plan().audience();
        return campaign.plan().window().isOpen(now, viewer.zone())
                && audience.has(viewer.role())
                && audience.speaks(viewer.locale())
                && (audience.spaces().isEmpty() || isIn(audience.spaces(), viewer, subjects));
    }

    private boolean isIn(List<Ref> spaces, Viewer viewer, List<Ref> subjects) {
        Set<Ref> here = new HashSet<>();
        subjects.forEach(it -> space(it).ifPresent(here::add));
        return spaces.stream()
                .filter(it -> here.isEmpty() || here.contains(it))
                .anyMatch(it -> hosts.mayRead(viewer, it));
    }

    private Optional<Ref> space(Ref subject) {
        return switch (subject.kind()) {
            case Ref.SPACE -> Optional.of(subject);
            case Ref.TOPIC -> hosts.topic(subject).map(Topic::space);
            case Ref.POST -> hosts.post(subject).map(Post::space);
            default -> Optional.empty();
        };
    }
}
