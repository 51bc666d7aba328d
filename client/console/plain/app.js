// Built without npm: there is no page.
