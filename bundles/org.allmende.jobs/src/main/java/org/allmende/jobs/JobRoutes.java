/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.util.List;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.jobs.template.StaticTemplates;
import org.allmende.jobs.view.JobView;
import org.allmende.jobs.view.TaskView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Jobs for administrators: what is due, when each last ran, what failed, and having one done now. Thread-safe. */
@Component(service = Route.class)
public final class JobRoutes implements Route {

    private static final String PAGE = "/admin/jobs";
    private static final String API = "/api/v1/jobs";
    private static final int SHOWN = 50;

    private final Timetable timetable;
    private final Audit audit;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public JobRoutes(@Reference Timetable timetable, @Reference Audit audit, @Reference Messages messages) {
        this.timetable = timetable;
        this.audit = audit;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION, 31, viewer -> "", viewer -> messages.in(viewer.locale(), viewer.zone())
                        .get("jobs.title"));
        return List.of(
                Endpoint.get(PAGE, Permission.ADMINISTER, this::page).menu(menu),
                Endpoint.post(PAGE + "/{job}/run", Permission.ADMINISTER, request -> {
                    run(request);
                    return Response.seeOther(PAGE)
                            .notice(say(request).get("jobs.run.done", "job", request.path("job")));
                }),
                Endpoint.get(API, Permission.ADMINISTER, this::list)
                        .summary("Jobs: when each recurs and last ran, what waits, what failed"),
                Endpoint.post(API + "/{job}/run", Permission.ADMINISTER, request -> {
                            run(request);
                            return Response.json(Json.object("job", request.path("job"), "state", "running"))
                                    .status(202);
                        })
                        .summary("Has a job done now: its recurring part once, and again what failed"));
    }

    private Response list(Request request) {
        List<Json> items = timetable.jobs().stream()
                .map(job -> Json.object(
                        "job", job.job(),
                        "feature", job.feature(),
                        "there", job.there(),
                        "next", job.next(),
                        "ran", job.ran(),
                        "waiting", job.waiting(),
                        "deadLetters", job.letters(),
                        "attempts", job.attempts(),
                        "failure", job.failure()))
                .toList();
        return Response.json(Json.list(items, Optional.empty()));
    }

    private void run(Request request) {
        String job = request.path("job");
        if (timetable.jobs().stream().noneMatch(known -> known.job().equals(job))) {
            throw Problem.notFound(say(request).get("jobs.no-such", "job", job)).asException();
        }
        if (!timetable.runNow(job, audit.entry(request.viewer(), request.client(), "jobs.run", job, ""))) {
            throw Problem.conflict(say(request).get("jobs.nobody", "job", job)).asException();
        }
    }

    private Response page(Request request) {
        Phrases say = say(request);
        List<JobView> jobs =
                timetable.jobs().stream().map(job -> view(job, say)).toList();
        List<TaskView> tasks =
                timetable.pending(SHOWN).stream().map(task -> view(task, say)).toList();
        String html = templates
                .jobs(say, request.formToken(), request.at(PAGE), request.at("/admin/events") + "#letters", jobs, tasks)
                .render();
        return Response.page(Page.of(say.get("jobs.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private static JobView view(JobState job, Phrases say) {
        return new JobView(
                job.job(),
                job.feature(),
                job.there(),
                job.ran().map(say::moment).orElse(say.get("jobs.never")),
                job.next().map(say::moment).orElse(""),
                say.number(job.waiting()),
                job.letters() == 0 ? "" : say.get("jobs.letters", "count", job.letters()),
                firstLine(job.failure()));
    }

    private static TaskView view(Ledger.Pending task, Phrases say) {
        return new TaskView(
                task.job(),
                task.key(),
                say.moment(task.due()),
                task.attempts() == 0
                        ? ""
                        : say.get("tasks.again", "attempts", task.attempts(), "time", say.moment(task.nextTry())),
                firstLine(task.failure()));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
