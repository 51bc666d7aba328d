// Every page by its name in the address, and how the navigation groups them.
import { is_county, may_submit, may_supervise } from "../context.js";
import { Activity } from "./activity.jsx";
import { Batch } from "./batch.jsx";
import { Batches } from "./batches.jsx";
import { Conflicts } from "./conflicts.jsx";
import { Desk } from "./desk.jsx";
import { Draft } from "./draft.jsx";
import { Inbox } from "./inbox.jsx";
import { Missing, Owed } from "./missing.jsx";
import { Nowhere } from "./nowhere.jsx";
import { Overview } from "./overview.jsx";
import { Project } from "./project.jsx";
import { Projects } from "./projects.jsx";
import { Receipt } from "./receipt.jsx";
import { Review } from "./review.jsx";
import { Tree } from "./tree.jsx";
import { Year } from "./year.jsx";

export const PAGES = {
  overview: Overview, units: Tree, projects: Projects, project: Project, missing: Missing, conflicts: Conflicts, activity: Activity,
  batches: Batches, batch: Batch, review: Review, year: Year,
  desk: Desk, draft: Draft, owed: Owed, inbox: Inbox, receipt: Receipt, nowhere: Nowhere,
};

// Which page of the navigation a page belongs to.
const ABOVE = { project: "projects", batch: "batches", draft: "desk", receipt: "desk" };
export const navigated = (page) => ABOVE[page] ?? page;

const clerk = {
  title: "Filling in", for: may_submit,
  pages: [["desk", "Check and submit"], ["owed", "What is owed"], ["inbox", "What came back"]],
};
const supervising = {
  title: "The year", for: may_supervise,
  pages: [["overview", "Overview"], ["units", "Organisation"], ["projects", "Projects"], ["missing", "Missing"], ["conflicts", "Conflicts"], ["review", "Audit"], ["activity", "What happens"]],
};
// What only the county's own people may do.
const county = {
  title: "The county's work", for: is_county,
  pages: [["batches", "Scored again"], ["year", "Close or reopen"]],
};
const own = {
  title: "My unit", for: (session) => !may_supervise(session),
  pages: [["projects", "Documents"], ["overview", "Overview"], ["activity", "What happens"]],
};
export const NAVIGATION = [supervising, county, clerk, own];
