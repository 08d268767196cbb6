/** What a call is aborted with when its client has gone. */
export const CLIENT_GONE = new Error("the client went away");

/** What the record says of an exchange whose client has gone. */
export const CLIENT_GONE_COLUMNS = { error_code: "client_gone", error_message: CLIENT_GONE.message } as const;

/** Nobody gets this status; the record says it, as nginx does. */
export const CLIENT_CLOSED_REQUEST = 499;
