// Written by `npm run openapi` from the endpoints in src/api; never by hand.

export interface paths {
    "/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalogue's books, by words of title, author, series or theme */
        get: operations["searchBooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One book */
        get: operations["readBook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/cover.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cover as PNG, for chat */
        get: operations["readCoverPng"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/cover.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A cover drawn from title and author */
        get: operations["readCoverSvg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was decided about a book for which grades, by whom, when and why */
        get: operations["listOverrides"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/overrides/{grade}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pins a book to the front of a grade's lists, or blocks it for the grade
         * @description Over every score. A block wins over a pin, and no pin opens a gate: a pinned book that a reader had in hand, or that is hidden, stays away. A list has three pins at most.
         */
        put: operations["setOverride"];
        post?: never;
        /** Takes back what was decided about a book for a grade */
        delete: operations["removeOverride"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its neighbours, each with reasons */
        get: operations["listSimilarBooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/books/{book_id}/visibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hides a book or shows it again, and from which grade on and up to which */
        put: operations["setVisibility"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels of classes: of all, or of those that you teach */
        get: operations["listChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One loan, or a list of at most 1,000 */
        post: operations["recordCheckouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The school's classes, with the number of their students */
        get: operations["listClasses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each of them is connected */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Learning platforms of the school, and how each is doing */
        get: operations["listLtiRegistrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti/{registration_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Lets a learning platform launch the tool, or no more
         * @description With the first approval the deployments are approved that came with the registration.
         */
        put: operations["decideLtiRegistration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti/{registration_id}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a learning platform for its keys and the time, as a launch would */
        post: operations["checkLtiRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti/{registration_id}/deployments/{deployment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Lets launches from one place of a learning platform in */
        put: operations["approveLtiDeployment"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti/{registration_id}/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Says what a learning platform is asked for, beside launches
         * @description What was kept for a service that is off from now on is forgotten.
         */
        put: operations["chooseLtiServices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/lti/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An address to paste into a learning platform, which registers the tool there and the platform here */
        post: operations["newLtiInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/covers/{school_id}/{book_id}/{proof}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cover of a book that was shown in a chat, for the platform that shows it
         * @description Only at addresses that the bots put into a message; they say nothing of whom it was for.
         */
        get: operations["readToldCover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key of the invented school, for a page on this very machine */
        get: operations["readDemoKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom one may be in the invented school, from this very machine */
        get: operations["listDemoPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in as one of them */
        post: operations["signInAsDemoPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receipts of erasures, newest first */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One receipt */
        get: operations["readErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A thumb up or down, "already read", or a vote taken back */
        post: operations["giveFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["readLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served (503: not now); with a service key, how far the work behind them is */
        get: operations["readReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an import has come, and its refused lines */
        get: operations["readImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{import_id}/missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People whom the newest file of students or teachers does not name */
        get: operations["listMissing"];
        put?: never;
        /** Says that people who are missing in the newest file have left */
        post: operations["endMissing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file of catalogue, streamed; the same file twice changes nothing */
        post: operations["import_catalogue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/checkouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file of checkouts, streamed; the same file twice changes nothing */
        post: operations["import_checkouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file of classes, streamed; the same file twice changes nothing */
        post: operations["import_classes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file of students, streamed; the same file twice changes nothing */
        post: operations["import_students"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file of teachers, streamed; the same file twice changes nothing */
        post: operations["import_teachers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs with their last runs */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a job now */
        post: operations["startJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run of a job */
        get: operations["readRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The school's keys, without their secrets */
        get: operations["listKeys"];
        put?: never;
        /** A new key */
        post: operations["issueKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a key at once */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{key_id}/rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret for the same role; the old one works a day longer */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts on platforms that are yours, or ask to be */
        get: operations["listLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code to type where the account is */
        post: operations["newLinkCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that an account which asked is yours */
        post: operations["confirmLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links/removals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a link, or says that an account which asked is not yours */
        post: operations["unlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens right now, as server-sent events
         * @description Events named `step` (one step of an event on its way), `list.changed`, `wording` (sentences that came after their list: `student_id`, `slate_id` and `items` of `book_id` and `text`) and `import`; the data of each is JSON with the same `kind`. Only what the key may see. Events may be missed: after a reconnection, ask again for what is shown.
         */
        get: operations["listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks */
        get: operations["readMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers for Prometheus: for this machine, or with a service or admin key */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description, for programs; /docs shows it to people */
        get: operations["readOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommendations/{student_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Books for one student or reader, each with its reasons */
        get: operations["readRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommendations/{student_id}/why/{book_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a book is on a list, or why it is not
         * @description From the votes and loans as they are now. Whoever decides what is shown also hears which gate keeps a book back; for a student such a book does not exist.
         */
        get: operations["whyBook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where people may sign in */
        get: operations["listSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the provider */
        get: operations["beginSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a provider sends the browser back to */
        get: operations["completeSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The school's workspaces, guilds and LTI registrations */
        get: operations["listSpaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spaces/{platform}/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Names one anew, or binds a workspace of an organisation that is the school’s */
        put: operations["bindSpace"];
        post?: never;
        /** Ends it at once, with every link and channel in it */
        delete: operations["unbindSpace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spaces/{platform}/{tenant}/channels/{channel_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Binds a channel to a class */
        put: operations["bindChannel"];
        post?: never;
        /** Ends a channel's binding */
        delete: operations["unbindChannel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spaces/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code that binds a Discord server to the school, typed there by whoever manages it */
        post: operations["newSpaceCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spaces/unbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workspaces of an organisation of the school’s that have the app and belong to no school */
        get: operations["listUnboundSpaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Students by words of first name or id, and by class */
        get: operations["listStudents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/students/{student_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One student */
        get: operations["readStudent"];
        put?: never;
        post?: never;
        /**
         * Erases one student everywhere, with a receipt to follow
         * @description It cannot be taken back. Ask for the export first, if the student is to keep it.
         */
        delete: operations["eraseStudent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/students/{student_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is stored about one student */
        get: operations["exportStudent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/students/{student_id}/export.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as one archive: JSON, and CSV that a spreadsheet opens */
        get: operations["exportStudentArchive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reader's own list */
        get: operations["listReaderBooks"];
        put?: never;
        /** Adds books that the reader has read: our columns, or a Goodreads or StoryGraph export as it is */
        post: operations["addReaderBooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/books/{book_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a book off the reader's list */
        delete: operations["removeReaderBook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        Book: {
            authors: string[];
            book_id: string;
            description: string | null;
            difficulty_band: string | null;
            genre: string | null;
            isbn: string | null;
            language: string | null;
            page_count: number | null;
            publication_year: number | null;
            /** @description In US school grades. */
            reading_level: number | null;
            series: string | null;
            series_number: number | null;
            themes: string[];
            title: string;
        };
        CatalogueBook: {
            authors: string[];
            average_rating: number | null;
            book_id: string;
            copies: number | null;
            copies_available: number | null;
            description: string | null;
            difficulty_band: string | null;
            genre: string | null;
            isbn: string | null;
            language: string | null;
            maximum_grade: number | null;
            minimum_grade: number | null;
            page_count: number | null;
            publication_year: number | null;
            /** @description In US school grades. */
            reading_level: number | null;
            series: string | null;
            series_number: number | null;
            themes: string[];
            title: string;
            /** @enum {string} */
            visibility: "shown" | "hidden";
        };
        Channel: {
            channel_id: string;
            class_id: string;
            /**
             * @description Where the account is.
             * @enum {string}
             */
            platform: "slack" | "discord" | "lti";
            tenant: string;
        };
        Connection: {
            /** @description Also when it works again. */
            last_failure: {
                /** Format: date-time */
                at: string;
                code: string;
            } | null;
            /**
             * @description Where the account is.
             * @enum {string}
             */
            platform: "slack" | "discord" | "lti";
            shown_name: string;
            /** Format: date-time */
            since: string | null;
            /** @enum {string} */
            state: "not_connected" | "waiting" | "working" | "failed";
            /** @description Null when nothing of this platform is bound. */
            tenant: string | null;
        };
        Erasure: {
            /** Format: date-time */
            asked_at: string;
            /**
             * @description The role that asked.
             * @enum {string}
             */
            asked_by: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
            erasure_id: string;
            /**
             * Format: date-time
             * @description Null while something outside of the tables is still to be removed.
             */
            finished_at: string | null;
            /** @description How much was removed, by the table or other place where it was. */
            removed: {
                [key: string]: number;
            };
            /** @description Whether the files of the embedded database were written anew, without what was deleted. False on a server, whose own vacuum, log and backups decide that. */
            rewritten: boolean | null;
            /** @description A keyed hash of the id. Who knows the id finds its receipts with `?student_id=`. */
            student_hash: string;
        };
        ImportProgress: {
            accepted: number;
            error?: string;
            import_id: string;
            kind: string;
            next?: string;
            refused: {
                /** @description The bound that was passed, where there is one. */
                bound?: number;
                /** @enum {string} */
                code: "missing" | "bad_characters" | "not_a_number" | "not_whole" | "not_a_date" | "no_such_date" | "bad_isbn" | "bad_form" | "too_long" | "too_short" | "too_low" | "too_high" | "too_many" | "unknown_field" | "reserved" | "taken" | "other_role" | "unknown_student" | "unknown_book" | "before_checkout" | "only_wished" | "erased" | "unreadable" | "not_utf8" | "open_quote" | "cell_count" | "line_too_long" | "too_many_lines" | "wrong";
                field: string;
                line: number;
                /** @description The same in English. */
                reason: string;
            }[];
            refused_count: number;
            /** @enum {string} */
            state: "running" | "finished" | "failed";
            unknown_columns: string[];
        };
        ImportReport: {
            accepted: number;
            /** @description Students whom the school had erased, and whom this file takes up again, with nothing of before. */
            erased_before_count?: number;
            import_id: string;
            /** @description Of students or teachers: people who are here and not in the file. They stay as they are. */
            missing_count?: number;
            refused: {
                /** @description The bound that was passed, where there is one. */
                bound?: number;
                /** @enum {string} */
                code: "missing" | "bad_characters" | "not_a_number" | "not_whole" | "not_a_date" | "no_such_date" | "bad_isbn" | "bad_form" | "too_long" | "too_short" | "too_low" | "too_high" | "too_many" | "unknown_field" | "reserved" | "taken" | "other_role" | "unknown_student" | "unknown_book" | "before_checkout" | "only_wished" | "erased" | "unreadable" | "not_utf8" | "open_quote" | "cell_count" | "line_too_long" | "too_many_lines" | "wrong";
                field: string;
                line: number;
                /** @description The same in English. */
                reason: string;
            }[];
            /** @description Lines refused; `refused` holds the first of them. */
            refused_count: number;
            /** @description Columns that were ignored. */
            unknown_columns: string[];
        };
        IssuedKey: {
            /** @description The secret. It is shown this once and stored nowhere. */
            key: string;
            key_id: string;
        };
        Key: {
            created_at: string;
            expires_at: string | null;
            key_id: string;
            label: string;
            reader_id: string | null;
            revoked_at: string | null;
            /** @enum {string} */
            role: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
        };
        Link: {
            account_id: string;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            confirmed_at: string | null;
            /**
             * @description Where the account is.
             * @enum {string}
             */
            platform: "slack" | "discord" | "lti";
            /** @description What the platform calls the account. */
            shown_name: string;
            space_name: string;
            /** @enum {string} */
            state: "pending" | "confirmed";
            tenant: string;
        };
        ListReport: {
            accepted: number;
            /** @description Lines count from 1, the header among them; items of a JSON list from 1. */
            refused: {
                /** @description The bound that was passed, where there is one. */
                bound?: number;
                /** @enum {string} */
                code: "missing" | "bad_characters" | "not_a_number" | "not_whole" | "not_a_date" | "no_such_date" | "bad_isbn" | "bad_form" | "too_long" | "too_short" | "too_low" | "too_high" | "too_many" | "unknown_field" | "reserved" | "taken" | "other_role" | "unknown_student" | "unknown_book" | "before_checkout" | "only_wished" | "erased" | "unreadable" | "not_utf8" | "open_quote" | "cell_count" | "line_too_long" | "too_many_lines" | "wrong";
                field: string;
                line: number;
                /** @description The same in English. */
                reason: string;
            }[];
        };
        Loan: {
            /** @description What was borrowed. */
            book_id: string;
            /** Format: date */
            checkout_date: string;
            /** @description Known again: the same id changes the loan. */
            checkout_id: string;
            /** Format: date */
            return_date?: string | null;
            /** @description Who borrowed. */
            student_id: string;
            student_rating?: number | null;
        };
        Loans: components["schemas"]["Loan"] | components["schemas"]["Loan"][];
        LtiCheck: {
            clock_apart_seconds: number | null;
            /** @enum {string|null} */
            failure: "platform_keys_away" | "clock_apart" | null;
        };
        LtiInvite: {
            /** Format: date-time */
            expires_at: string;
            url: string;
        };
        LtiRegistration: {
            client_id: string;
            /** @description How far its clock and ours were apart when it was last looked. */
            clock_apart_seconds: number;
            /** @description Places of the platform that launch the tool; the waiting first, 300 at most. */
            deployments: {
                deployment_id: string;
                /** @enum {string} */
                state: "waiting" | "approved";
            }[];
            /** @enum {string} */
            family: "canvas" | "moodle" | "other";
            /** @description Who may frame the pages of the tool. */
            frame_origins: string[];
            issuer: string;
            last_failure: {
                /** Format: date-time */
                at: string;
                code: string;
            } | null;
            /** Format: date-time */
            last_launch_at: string | null;
            registration_id: string;
            services: {
                delivered: {
                    failures: {
                        [key: string]: number;
                    };
                    states: {
                        [key: string]: number;
                    };
                };
                roster: boolean;
                rosters: {
                    courses: number;
                    failures: {
                        [key: string]: number;
                    };
                    /** Format: date-time */
                    read_at: string | null;
                };
                scores: boolean;
            };
            /** @description What the platform calls itself or its school. */
            shown_name: string;
            /** @enum {string} */
            state: "waiting" | "active" | "off";
            /** @description Services that the platform did not grant. */
            withheld: string[];
        };
        Me: {
            /** @description A teacher's classes, or those a student is in. */
            class_ids: string[];
            /** @description To be sent as X-CSRF-Token with every write of this session; null with a key. */
            csrf_token: string | null;
            /** @description Of the demo school: nobody real. */
            invented: boolean;
            name: string | null;
            person_id: string | null;
            /** @description Where this service is connected, so that accounts can be linked. */
            platforms: ("slack" | "discord" | "lti")[];
            /** @enum {string} */
            role: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
            school_name: string;
            /** @description Whose own lists these are, for a student or reader. */
            student_id: string | null;
        };
        MissingPerson: {
            name: string | null;
            person_id: string;
            /** @enum {string} */
            role: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
        };
        Overrides: {
            /** @description What holds now, for every grade first. */
            in_force: {
                /** Format: date-time */
                decided_at: string;
                /** @description The id of the key that it was decided with. */
                decided_by: string;
                grade: string;
                /** @enum {string} */
                kind: "pin" | "block";
                why: string;
            }[];
            /** @description Every change, newest first; `none` took one back. Nobody can alter them. */
            items: {
                /** Format: date-time */
                decided_at: string;
                /** @description The id of the key that it was decided with. */
                decided_by: string;
                grade: string;
                /** @enum {string} */
                kind: "pin" | "block" | "none";
                why: string;
            }[];
            /** @description Send as `after` for the next page; missing on the last. */
            next?: string;
        };
        Problem: {
            /** @enum {string} */
            code: "invalid_input" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "unsupported_type" | "rate_limited" | "unavailable" | "internal";
            /** @description What to do next, for a person. */
            detail: string;
            /** @description The fields that were wrong. */
            errors?: {
                field: string;
                reason: string;
            }[];
            /** @description The path that was asked for. */
            instance: string;
            status: number;
            title: string;
            /** @description Where the problem is explained. */
            type: string;
        };
        Recommendations: {
            /** Format: date-time */
            generated_at: string;
            items: {
                book: components["schemas"]["Book"];
                explanation: {
                    /** @enum {string} */
                    by: "template" | "model";
                    text: string;
                };
                /** @enum {string|null} */
                level_fit: "easier" | "just-right" | "harder" | null;
                rank: number;
                reasons: {
                    because: string[];
                    code: string;
                    text: string;
                }[];
                score: number;
                /**
                 * @description The reader's own thumb up, if given.
                 * @enum {string|null}
                 */
                vote: "up" | null;
            }[];
            /** @description In words: why a list is short or general. */
            notices: string[];
            slate_id: string;
            /** @enum {string} */
            source: "cache" | "fresh";
            student_id: string;
        };
        Run: {
            /** @description How often it began: more than once when a process that ran it ended in the middle. */
            attempts: number;
            /** @description What was done so far; they grow while it runs. */
            counts: {
                [key: string]: number;
            };
            error?: string;
            finished_at?: string;
            job: string;
            /** @description Steps that are done, and the one under way. */
            progress: {
                done: string[];
                step?: string;
            };
            requested_at: string;
            run_id: string;
            started_at: string | null;
            /** @enum {string} */
            state: "waiting" | "running" | "finished" | "failed";
        };
        SchoolClass: {
            class_id: string;
            grade_level: number | null;
            name: string;
            students: number;
        };
        SourcedBook: components["schemas"]["CatalogueBook"] & {
            /** @description Facts that the school does not tell and that a model told, with how sure it is, from 0 to 1; missing when there are none. */
            sources?: {
                page_count?: {
                    confidence: number;
                    /** @enum {string} */
                    from: "model";
                };
                reading_level?: {
                    confidence: number;
                    /** @enum {string} */
                    from: "model";
                };
                themes?: {
                    confidence: number;
                    /** @enum {string} */
                    from: "model";
                };
            };
        };
        Space: {
            /** Format: date-time */
            bound_at: string;
            /**
             * @description Where the account is.
             * @enum {string}
             */
            platform: "slack" | "discord" | "lti";
            shown_name: string;
            tenant: string;
        };
        SpaceCode: {
            code: string;
            /** Format: date-time */
            expires_at: string;
        };
        Student: {
            class_ids: string[];
            first_name: string | null;
            grade_level: number | null;
            /** @description Of the demo school: nobody real. */
            invented: boolean;
            /** @enum {string} */
            kind: "student" | "reader";
            student_id: string;
        };
        StudentExport: {
            /** @description On platforms; those that are the student’s, and those that asked to be. */
            accounts: {
                account_id: string;
                /** Format: date-time */
                asked_at: string;
                /** Format: date-time */
                confirmed_at: string | null;
                /**
                 * @description Where the account is.
                 * @enum {string}
                 */
                platform: "slack" | "discord" | "lti";
                shown_name: string;
                space_name: string;
                /** @enum {string} */
                state: "pending" | "confirmed";
                tenant: string;
            }[];
            books: {
                book_id: string;
                /** Format: date */
                finished_on: string | null;
                rating: number | null;
                title: string;
            }[];
            checkouts: {
                book_id: string;
                /** Format: date */
                checkout_date: string;
                checkout_id: string;
                /** Format: date */
                return_date: string | null;
                student_id: string;
                student_rating: number | null;
                title: string;
            }[];
            /** @description Which votes were given in a course of a learning platform. */
            course_votes: {
                /** Format: date-time */
                at: string;
                book_id: string;
                course_id: string;
                title: string;
            }[];
            /** Format: date-time */
            exported_at: string;
            lists: {
                items?: unknown;
                /** Format: date-time */
                made_at: string;
                slate_id: string;
            }[];
            /** @description What the school told of the student. */
            profile: {
                [key: string]: unknown;
            };
            similar_readers: number;
            student_id: string;
            /** @description What teachers suggested (up) or kept from the student's lists (down). */
            teacher_votes: {
                /** Format: date-time */
                at: string;
                book_id: string;
                title: string;
                vote: string;
            }[];
            votes: {
                /** Format: date-time */
                at: string;
                book_id: string;
                title: string;
                vote: string;
            }[];
        };
        Why: {
            book_id: string;
            /** @description What keeps the book off every list of this reader. */
            gate: {
                /** @enum {string} */
                code: "hidden" | "not_yours" | "blocked" | "maturity" | "outgrown" | "not_available" | "language" | "already_read";
                text: string;
            } | null;
            /** @description The whole score: the amounts add up to it. */
            parts: {
                amount: number;
                book_id: string | null;
                /** @enum {string} */
                code: "because" | "history" | "disliked" | "popular_in_grade" | "popular_in_school";
                text: string;
            }[];
            /** @description By its score alone; null when a gate keeps it back, or nothing speaks for it. */
            place_by_score: number | null;
            /** @description On the list; null when it is not there. */
            rank: number | null;
            score: number;
            /** @description What put the book forward or kept it back beside its score. */
            shape: {
                code: string;
                text: string;
            }[];
            student_id: string;
            /** @description The answer in short. */
            text: string;
        };
    };
    responses: {
        /** @description Conflict with an earlier request. The Idempotency-Key was used for another request, or its first request is still running; or what was asked for does not go with what is there by now. */
        conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed with this key. Use a key whose role may do this. */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong on our side. The mistake is ours and was logged. The same request may work later. */
        internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not as it should be. Something sent is malformed or unknown. `errors` names the fields. Change the request. */
        invalid_input: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found. It does not exist, belongs to another school or is not yours: which of the three is not told. */
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. Wait as many seconds as Retry-After says. */
        rate_limited: {
            headers: {
                /** @description Seconds. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too large. Send less at once; the detail says how much is taken. */
        too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid key. Send "Authorization: Bearer" with a key of your school that was not revoked. */
        unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not available right now. Try again after as many seconds as Retry-After says. */
        unavailable: {
            headers: {
                /** @description Seconds. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This type is not taken here. Set Content-Type to a type that the operation names, in UTF-8 and not compressed. */
        unsupported_type: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    searchBooks: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
                /** @description Words that must all occur; empty: all. */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Books by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CatalogueBook"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readBook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The book. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcedBook"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readCoverPng: {
        parameters: {
            query?: {
                /** @description In pixels. */
                width?: number;
            };
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readCoverSvg: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listOverrides: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds, and the log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overrides"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    setOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The book. */
                book_id: string;
                /** @description A grade from -2 to 13, or `all`. */
                grade: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "pin" | "block";
                    why: string;
                };
            };
        };
        responses: {
            /** @description No list that is answered from now on says otherwise. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    removeOverride: {
        parameters: {
            query?: {
                why?: string;
            };
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The book. */
                book_id: string;
                /** @description A grade from -2 to 13, or `all`. */
                grade: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No list that is answered from now on says otherwise. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listSimilarBooks: {
        parameters: {
            query?: {
                /** @description Items on a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nearest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            book: components["schemas"]["Book"];
                            reasons: {
                                code: string;
                                text: string;
                            }[];
                            similarity: number;
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    setVisibility: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    maximum_grade?: number | null;
                    minimum_grade?: number | null;
                    /** @enum {string} */
                    visibility: "shown" | "hidden";
                };
            };
        };
        responses: {
            /** @description No list that is answered from now on says otherwise. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By platform. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Channel"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    recordCheckouts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Loans"];
            };
        };
        responses: {
            /** @description Those accepted are durable. `index` counts from 0. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        refused: {
                            /** @description The bound that was passed, where there is one. */
                            bound?: number;
                            /** @enum {string} */
                            code: "missing" | "bad_characters" | "not_a_number" | "not_whole" | "not_a_date" | "no_such_date" | "bad_isbn" | "bad_form" | "too_long" | "too_short" | "too_low" | "too_high" | "too_many" | "unknown_field" | "reserved" | "taken" | "other_role" | "unknown_student" | "unknown_book" | "before_checkout" | "only_wished" | "erased" | "unreadable" | "not_utf8" | "open_quote" | "cell_count" | "line_too_long" | "too_many_lines" | "wrong";
                            field: string;
                            index: number;
                            /** @description The same in English. */
                            reason: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listClasses: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Classes by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SchoolClass"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By platform; each is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Connection"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listLtiRegistrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order in which they came; 100 at most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LtiRegistration"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    decideLtiRegistration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The registration. */
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Addresses on which the platform shows its courses; they stay without this. */
                    frame_origins?: string[];
                    /** @enum {string} */
                    state: "active" | "off";
                };
            };
        };
        responses: {
            /** @description From now on; sessions that were open end when it is off. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    checkLtiRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The registration. */
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found; no failure means that launches can work. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LtiCheck"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    approveLtiDeployment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The deployment, as the platform names it. */
                deployment_id: string;
                /** @description The registration. */
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is approved. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    chooseLtiServices: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The registration. */
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether it may be asked who is in a course. */
                    roster: boolean;
                    /** @description Whether it is told that work is done. */
                    scores: boolean;
                };
            };
        };
        responses: {
            /** @description From now on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    newLtiInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether it may be asked who is in a course. */
                    roster: boolean;
                    /** @description Whether it is told that work is done. */
                    scores: boolean;
                };
            };
        };
        responses: {
            /** @description It works once and for an hour, and is told this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LtiInvite"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readToldCover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As in its catalogue. */
                book_id: string;
                proof: string;
                /** @description The school. */
                school_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readDemoKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invented: boolean;
                        key: string;
                        school_name: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listDemoPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Invented people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string | null;
                            person_id: string;
                            /** @enum {string} */
                            role: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    signInAsDemoPerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One of `GET /demo/people`. */
                    person_id: string;
                };
            };
        };
        responses: {
            /** @description Signed in, with a cookie. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listErasures: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
                /** @description Of this id only. */
                student_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They name nobody. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Erasure"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As `DELETE /students/{student_id}` answered it. */
                erasure_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    giveFeedback: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The book. */
                    book_id: string;
                    /** @description The list that the vote is about. */
                    slate_id?: string;
                    /** @description The voter; a service key votes as the student it names. */
                    student_id: string;
                    /** @enum {string} */
                    vote: "up" | "down" | "read" | "none";
                };
            };
        };
        responses: {
            /** @description The vote is durable; the very next list counts it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event_id: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        live: true;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Age of the oldest of them. */
                        oldest_pending_ms?: number;
                        /** @description Events not yet applied. */
                        pending_events?: number;
                        /** @enum {boolean} */
                        ready: true;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readImport: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: number;
                /** @description Refused lines on a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The import. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportProgress"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listMissing: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The newest import of students or of teachers. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By id. They stay as they are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["MissingPerson"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    endMissing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The newest import of students or of teachers. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person_ids: string[];
                };
            };
        };
        responses: {
            /** @description Those who are still missing have left: sessions, links, classes and keys of theirs ended at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: string[];
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    import_catalogue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Accepted rows are durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    import_checkouts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Accepted rows are durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    import_classes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Accepted rows are durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    import_students: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Accepted rows are durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    import_teachers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Accepted rows are durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            job: string;
                            last_runs: components["schemas"]["Run"][];
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    startJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will run, whatever happens. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run_id: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    issueKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    label: string;
                    /** @description For a student or reader key: whose. */
                    reader_id?: string;
                    /** @enum {string} */
                    role: "service" | "admin" | "librarian" | "teacher" | "student" | "reader";
                };
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works no longer. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key that takes its place. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listLinks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By platform. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Link"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    newLinkCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Where the account is.
                     * @enum {string}
                     */
                    platform: "slack" | "discord" | "lti";
                };
            };
        };
        responses: {
            /** @description Good once, for ten minutes, in place of any before it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description It is shown this once; only a keyed digest of it is stored. */
                        code: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    confirmLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The account there, as `GET /links` tells it. */
                    account_id: string;
                    /**
                     * @description Where the account is.
                     * @enum {string}
                     */
                    platform: "slack" | "discord" | "lti";
                    /** @description The workspace, guild or LTI registration. */
                    tenant: string;
                };
            };
        };
        responses: {
            /** @description It is linked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    unlink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The account there, as `GET /links` tells it. */
                    account_id: string;
                    /**
                     * @description Where the account is.
                     * @enum {string}
                     */
                    platform: "slack" | "discord" | "lti";
                    /** @description The workspace, guild or LTI registration. */
                    tenant: string;
                };
            };
        };
        responses: {
            /** @description It is not linked any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that lasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person of the session, or what the key stands for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No personal data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readRecommendations: {
        parameters: {
            query?: {
                /** @description Who words the reasons. `later`: the template at once, the model's sentences as an event of `/live`; `wait`: the same, but the answer waits for them, 2.5 seconds at most; `none`: the template alone. Who looks at somebody else’s list, as a teacher does, has the template alone. */
                explanations?: "none" | "wait" | "later";
                /** @description Only books of this difficulty for the reader. */
                level?: "easier" | "just-right" | "harder";
                /** @description Books on the list. */
                limit?: number;
                theme?: string;
            };
            header?: never;
            path: {
                /** @description The student or reader. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    /** @description Where it came from. */
                    "X-Cache"?: "HIT" | "MISS";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recommendations"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    whyBook: {
        parameters: {
            query?: {
                /** @description Books on the list that is looked at. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The book. */
                book_id: string;
                /** @description The student or reader. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole sum, and what the list made of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listSignInProviders: {
        parameters: {
            query?: {
                /** @description Of this school only. */
                school?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By label. A person follows `GET /sign-in/{provider_id}`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            label: string;
                            provider_id: string;
                            school_name: string;
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    beginSignIn: {
        parameters: {
            query?: {
                return_path?: string;
            };
            header?: never;
            path: {
                /** @description The provider. */
                provider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On the way to the provider. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    completeSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in, with a cookie, and on the way to the page that was wanted. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over, here and in every copy of its cookie. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listSpaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By platform. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Space"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    bindSpace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Where the account is. */
                platform: "slack" | "discord" | "lti";
                /** @description The workspace, guild or LTI registration. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    shown_name?: string;
                };
            };
        };
        responses: {
            /** @description It belongs to the school, and to no other. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    unbindSpace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Where the account is. */
                platform: "slack" | "discord" | "lti";
                /** @description The workspace, guild or LTI registration. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It belongs to no school. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    bindChannel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The channel, as the platform names it. */
                channel_id: string;
                /** @description Where the account is. */
                platform: "slack" | "discord" | "lti";
                /** @description The workspace, guild or LTI registration. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One that you teach. */
                    class_id: string;
                };
            };
        };
        responses: {
            /** @description It is the channel of this class, and of no other. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    unbindChannel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The channel, as the platform names it. */
                channel_id: string;
                /** @description Where the account is. */
                platform: "slack" | "discord" | "lti";
                /** @description The workspace, guild or LTI registration. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is no class’s channel. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    newSpaceCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    platform: "discord";
                    /**
                     * @description What you call it.
                     * @default
                     */
                    shown_name?: string;
                };
            };
        };
        responses: {
            /** @description It works once, and is told this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpaceCode"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listUnboundSpaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By id: the app is told no name of theirs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * @description Where the account is.
                             * @enum {string}
                             */
                            platform: "slack" | "discord" | "lti";
                            tenant: string;
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listStudents: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Of this class only. */
                class?: string;
                /** @description Items on a page. */
                limit?: number;
                /** @description Words that must all occur; empty: all. */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Students by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Student"][];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    readStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The student. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The student. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Student"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    eraseStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The student, or a reader without a school. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No row is left of the student. What lies elsewhere follows; the receipt tells when. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        erasure_id: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    exportStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The student. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Profile, votes, loans, own books and lists. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudentExport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    exportStudentArchive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The student. */
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A zip file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listReaderBooks: {
        parameters: {
            query?: {
                /** @description `next` of the page before; opaque. */
                after?: string;
                /** @description Items on a page. */
                limit?: number;
                /** @description With a service key: whose list. Made if new. */
                reader_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Books that the reader has read. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            book: components["schemas"]["Book"];
                            /** Format: date */
                            finished_on: string | null;
                            rating: number | null;
                        }[];
                        /** @description Send as `after` for the next page; missing on the last. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    addReaderBooks: {
        parameters: {
            query?: {
                /** @description With a service key: whose list. Made if new. */
                reader_id?: string;
            };
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    author?: string | null;
                    /** Format: date */
                    finished_on?: string | null;
                    isbn?: string | null;
                    rating?: number | null;
                    title: string;
                }[];
                "text/csv": string;
            };
        };
        responses: {
            /** @description What was taken, and what was not. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListReport"];
                };
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    removeReaderBook: {
        parameters: {
            query?: {
                /** @description With a service key: whose list. Made if new. */
                reader_id?: string;
            };
            header?: {
                /** @description The same key with the same request is done once and answered the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The book. */
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is off the list. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_input"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
