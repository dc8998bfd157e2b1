---@meta
-- Written by the program from its own bindings; StubTest compares. For editors that know LuaLS.

---@class null
null = nil

---@type api
api = nil

---@type table<string, string>
config = nil

---What an effect, precondition or validation gets as its argument.
---@class ctx
---@field record record Model actions: the loaded or new record.
---@field params table The incoming data, validated.
---@field api api The project's API, as system admin.
---@field logger logger The run's log.
---@field config table Environment variables: strings, nil when unset. Secret ones are readable here and shown nowhere.
---@field model table About the model: api_identifier, fields[name].{type, required, list, is}.
---@field trigger table What started the run: type and more by type.
---@field scope table A table of plain data that all effects of one execution share.
---@field phase string "precondition", "run", "success", "failure" or "validation".
---@field run_id string The id of the root run.
---@field action string The name of the action.
---@field errors errors Validations: where to say what is wrong.
---@field field string Validations of one field: its name.
---@field error table Failure effects: what the action failed with, {code =, message =}.

---A record in hand. Fields are read and set by name (record.title = "x"); nothing is saved by itself. A relationship loads the other record or records on first use, for all records of its page with one query; <field>Id never queries. A union loads the record that it leads to, and takes a record or { __typename =, id = }. A localized record has _locale and _translations, the records of its document in other locales.
---@class record
---@field changed fun(self: record, field?: string, since?: "loaded"|"persisted"): boolean Whether the field, or any field, differs from when the record was loaded (or last saved).
---@field changes fun(self: record, field?: string, since?: "loaded"|"persisted"): table What changed: {title = {current = …, previous = …}}; for one field {changed =, current =, previous =}.
---@field touch fun(self: record) Lets the next save write updatedAt even when nothing changed.
---@field revert_changes fun(self: record) Sets every field back to what is stored.
---@field to_table fun(self: record): table The fields as a plain table.
---@field to_changed_table fun(self: record): table Only the fields that changed since the record was loaded.
---@field is_empty fun(self: record): boolean Whether no field has a value.
---@field get fun(self: record, field: string): any A field by name, also one that is named like a method.
---@field set fun(self: record, field: string, value: any) Sets a field by name; saves nothing.
---@field verify_password fun(self: record, field: string, text: string): boolean Whether the text is the password that the field holds, which nobody can read; false when it holds none. Slow by design: each call takes about a tenth of a second of the run's time, whatever it answers.

---The project's models and actions.
---@class api
---@field transaction fun(run: fun(): any): any All that the function writes is kept, or nothing when it raises.
---@field view fun(name: string, params?: table): table The rows of a view of the project, each a table by column; what is committed, not what this run is about to write.
---@field [string] api.entry|function

---@class api.entry
---@field find_one fun(id: string|integer): record The record with this id.
---@field maybe_find_one fun(id: string|integer): record|nil The record with this id, or nil.
---@field find_first fun(options?: table): record The first match of { filter =, sort =, search =, saved =, select = }.
---@field maybe_find_first fun(options?: table): record|nil The same, or nil.
---@field find_many fun(options?: table): list A page of matches: { filter =, sort =, search =, saved =, first =, after =, last =, before =, select = }; 50 unless told, at most 250.
---@field find_by fun(field: string, value: any): record The one record whose field has this value.
---@field maybe_find_by fun(field: string, value: any): record|nil The same, or nil.
---@field count fun(options?: table): integer How many records match { filter =, search =, saved = }.
---@field create fun(fields: table): record Runs the model's create action. A relationship takes _link, or actions of the other model, which run in the same transaction: create, update, delete, custom ones, and of lists _link, _unlink and _converge (the help page Relationships has them all).
---@field update fun(id: string|integer, fields: table): record Runs the model's update action; relationships as with create.
---@field delete fun(id: string|integer) Runs the model's delete action, and those of the records that go with it.
---@field upsert fun(fields: table, options?: table): record Updates the record that has the same values in the fields of `on`, else creates one.
---@field [string] fun(id: string|integer, params?: table): any Runs a custom action of the model.
---@field [string] fun(...: any): any The same names without actions, validations and permissions. Relationships take _link only, and a deletion takes nothing along.

---A page of records: an array with cursors and ways to the other pages.
---@class list
---@field next_page fun(self: list): list|nil The page after this one; nil when this is the last.
---@field previous_page fun(self: list): list|nil The page before this one; nil when this is the first.
---@field each fun(self: list): fun(): record Walks over this page and all after it.
---@field has_next_page boolean Whether there is a page after.
---@field has_previous_page boolean Whether there is a page before.
---@field start_cursor string Cursor of the first record.
---@field end_cursor string Cursor of the last record.

---Validates and stores the record.
---
---Raises: GGT_INVALID_RECORD
---@param record record
function save(record) end

---Deletes the record.
---
---Raises: GGT_RECORD_NOT_FOUND
---@param record record
function delete_record(record) end

---Sets the record's fields from the params of the same name.
---
---Raises: GGT_INVALID_RECORD
---@param params table
---@param record record
function apply_params(params, record) end

---Waits; other runs go on meanwhile. Ends with its run.
---
---Raises: GGT_CANNOT_WAIT_HERE
---@param ms number
function sleep(ms) end

---Where a validation says what is wrong.
---@class errors
---@field add fun(self: errors, field: string, message: string) Says what is wrong with a field; the record is then not saved.
---@field is_empty fun(self: errors): boolean Whether nothing was found so far.
---@field list fun(self: errors): table What was found so far: {{field =, message =}, …}.

---Environment variables.
---@class config
---@field [string] string|nil An environment variable; nil when unset. Also by require "syncline.config".

---The run's log.
logger = {}

---Logs the finest detail.
---@param fields table|string
---@param text? string
function logger.trace(fields, text) end

---Logs for debugging.
---@param fields table|string
---@param text? string
function logger.debug(fields, text) end

---Logs a line: a text, or fields and a text. At most 10,000 lines or 5 MB a run.
---@param fields table|string
---@param text? string
function logger.info(fields, text) end

---Logs a warning.
---@param fields table|string
---@param text? string
function logger.warn(fields, text) end

---Logs an error; raises nothing.
---@param fields table|string
---@param text? string
function logger.error(fields, text) end

---Logs an error of the gravest kind; raises nothing.
---@param fields table|string
---@param text? string
function logger.fatal(fields, text) end

---Logs its arguments at info.
---@param ... any
function print(...) end

---Loads a module of the project ("lib.pad" is lib/pad.lua), of lib/vendor, or a shipped one ("syncline.connector"); once per run.
---
---Raises: SYNC_NOT_FOUND
---@param name string
---@return any
function require(name) end

---Requests to other systems. A call waits without holding up other runs and ends with its own.
http = {}

---Sends { method =, url =, headers =, query =, json = | form = | body =, timeout_ms =, retries =, follow =, secret_names = }. Connect errors, 408, 429, 500 and 502 to 504 are tried again, at most 5 times.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param options table
---@return response
function http.request(options) end

---The same with GET.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param url string
---@param options? table
---@return response
function http.get(url, options) end

---The same with POST.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param url string
---@param options? table
---@return response
function http.post(url, options) end

---The same with PUT.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param url string
---@param options? table
---@return response
function http.put(url, options) end

---The same with PATCH.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param url string
---@param options? table
---@return response
function http.patch(url, options) end

---The same with DELETE.
---
---Raises: SYNC_NETWORK, SYNC_TIMEOUT: no answer; SYNC_INVALID_INPUT. Any status is an answer.
---@param url string
---@param options? table
---@return response
function http.delete(url, options) end

---The answer to a request.
---@class response
---@field status integer The HTTP status.
---@field ok boolean Whether the status is 200 to 299.
---@field headers table The headers; upper and lower case are the same.
---@field body string The bytes of the body.
---@field tries integer How often it was sent.
---@field json fun(self: response): json The body as JSON, read in place.
---@field lines fun(self: response): fun(): string Walks over the lines of the body.

---JSON text and lazy JSON documents.
json = {}

---JSON text of a value; { indent = true } over several lines. An empty table is {}; json.array{} is [].
---
---Raises: SYNC_INVALID_INPUT: functions, cycles, mixed keys
---@param value any
---@param options? table
---@return string
function json.encode(value, options) end

---The value of a JSON text; null inside is json.null.
---
---Raises: SYNC_BAD_JSON with line and column
---@param text string
---@return any
function json.decode(text) end

---Parses once and reads in place: for large texts. Index, pairs, ipairs and # work; :to_table() makes a table.
---
---Raises: SYNC_BAD_JSON
---@param text string
---@return json
function json.lazy(text) end

---Marks a table as a list, so that it stays one when empty.
---@param list? table
---@return table
function json.array(list) end

---One list of all items of the lists at this path of each document: the variants of all products.
---@param documents json|table
---@param path string
---@return json
function json.collect(documents, path) end

---A copy in which these members are numbers where they are texts of numbers: for APIs that send prices as text.
---
---Raises: SYNC_INVALID_INPUT
---@param documents json|table
---@param names table
---@return json
function json.numbers(documents, names) end

---JSON's null, also as the global null.
json.null = nil

---A JSON document that is read in place.
---@class json
---@field to_table fun(self: json): table A plain table of the whole value.

---Time in UTC, as milliseconds since 1970.
time = {}

---Milliseconds since 1970, UTC.
---@return integer
function time.now() end

---Milliseconds of an ISO 8601 or HTTP date; nil when it is none.
---@param text string
---@return integer|nil
function time.parse(text) end

---ISO 8601 in UTC, or by a strftime pattern.
---
---Raises: SYNC_INVALID_INPUT
---@param time integer|string
---@param pattern? string
---@return string
function time.format(time, pattern) end

---The time plus { years, months, weeks, days, hours, minutes, seconds, ms }.
---
---Raises: SYNC_INVALID_INPUT
---@param time integer|string
---@param amounts table
---@return integer
function time.add(time, amounts) end

---CSV text.
csv = {}

---Rows as tables by the names of the first row; { header = false } gives lists, { delimiter = ";" } sets what is else guessed. Cells are strings.
---
---Raises: SYNC_INVALID_INPUT
---@param text string
---@param options? table
---@return table
function csv.parse(text, options) end

---CSV text of a list of tables or lists: { columns = {…}, delimiter =, header = }.
---
---Raises: SYNC_INVALID_INPUT
---@param rows table
---@param options? table
---@return string
function csv.encode(rows, options) end

---URLs as text.
url = {}

---Percent-encodes one component of a URL.
---@param text string
---@return string
function url.encode(text) end

---Undoes url.encode.
---@param text string
---@return string
function url.decode(text) end

---{ scheme, host, port, path, query = {…}, fragment }.
---
---Raises: SYNC_INVALID_INPUT
---@param text string
---@return table
function url.parse(text) end

---The URL with these query values added.
---@param base string
---@param query? table
---@return string
function url.build(base, query) end

---What a link on a page means.
---
---Raises: SYNC_INVALID_INPUT
---@param base string
---@param reference string
---@return string
function url.resolve(base, reference) end

---Base64.
base64 = {}

---Base64 with padding.
---@param bytes string
---@return string
function base64.encode(bytes) end

---Base64 for URLs, without padding.
---@param bytes string
---@return string
function base64.encode_url(bytes) end

---The bytes of base64 text of either kind.
---
---Raises: SYNC_INVALID_INPUT
---@param text string
---@return string
function base64.decode(text) end

---Hex.
hex = {}

---Lower-case hex.
---@param bytes string
---@return string
function hex.encode(bytes) end

---The bytes of hex text.
---
---Raises: SYNC_INVALID_INPUT
---@param text string
---@return string
function hex.decode(text) end

---Hashes and randomness.
crypto = {}

---The SHA-256 of the bytes.
---@param bytes string
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.sha256(bytes, encoding) end

---The SHA-512 of the bytes.
---@param bytes string
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.sha512(bytes, encoding) end

---The SHA-1 of the bytes; only for old protocols.
---@param bytes string
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.sha1(bytes, encoding) end

---The MD5 of the bytes; only for old protocols.
---@param bytes string
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.md5(bytes, encoding) end

---The keyed hash of the bytes.
---
---Raises: SYNC_INVALID_INPUT: an unknown hash
---@param hash string
---@param key string
---@param bytes string
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.hmac(hash, key, bytes, encoding) end

---Random bytes, fit for secrets.
---@param count integer
---@param encoding? "hex"|"base64"|"raw"
---@return string
function crypto.random(count, encoding) end

---Compares without telling by its time where they differ: for signatures.
---@param left string
---@param right string
---@return boolean
function crypto.constant_time_equals(left, right) end

---A random UUID (version 4).
---@return string
function uuid() end

---require "syncline.connector": what a connector file says.
---@class connector
---@field info fun(info: table) What the connector is: { kind =, title =, summary =, icon =, docs =, delta_sync = }. Without delta_sync every complete sync removes what was not inserted again.
---@field options fun(options: table) The form that people fill in: a list of { name =, type = string|number|boolean|enum|list|object|file|folder, label =, help =, group =, placeholder =, secret =, optional =, default =, min =, max =, values = }.
---@field auth fun(auth: table|function) How requests say who they are: { kind = "bearer", token = } | { kind = "basic", username =, password = } | { kind = "api_key", key =, header = | query = } | { kind = "none" }, with names of options; or a function(options) that returns one.
---@field rate_limit fun(limit: table|function) { kind = "fixed", requests =, seconds = }: evenly spaced; { kind = "leaky_bucket", header =, leak = }: the header says used/size, `leak` a second drain.
---@field base_url fun(url: string|function) Where paths of ctx.client begin; the option baseUrl unless told.
---@field test fun(run: function) The "Test connection" button: function(ctx) returns a line to show.
---@field model fun(run: function) function(define, options, ctx) says which documents there are: define.document, object, enum, union (of documents: a field that leads to one of them), inline_object, inline_enum, inline_union, locales { { code =, default = true }, … }.
---@field sync fun(run: function) function(ctx) fetches: ctx.models, cache, options, client, checkpoint, progress, mode, since, resume, is_initial_sync, webhook_body, cancelled.

---What a connector's sync function gets.
---@class sync
---@field each fun(self: sync): function Walks over the models that this sync keeps.
---@field get fun(self: sync, path: string, options?: table): response A request below the base address with the connection's credentials and rate limit; also post, put, patch, delete. A status of 400 or more is an error unless it is in allow.
---@field checkpoint fun(state: table) Commits what was stored so far together with this state, which ctx.resume has when the run goes on after an interruption.
---@field get fun(self: sync, key: string): any What an earlier successful sync kept with ctx.cache:set(key, value); :delete(key).
---@field progress fun(what: table) Shows { model =, total =, done =, text = }.
---@field [string] sync.entry|function

---@class sync.entry
---@field insert fun(self: sync, documents: table|json) Stores a document or a list of them, whole pages at once; the lazy JSON of a response is the fastest. Every document has an id.
---@field delete fun(self: sync, ids: any) Removes documents by their ids at the source.

---What connectors read besides the network.
source = {}

---Walks over the documents of a file or folder in pages: { path =, format = "auto"|"csv"|"json"|"ndjson", chunk =, delimiter =, types = { column = "number" }, id =, items_path =, resume = }. Gives each page, the position behind it (for resume) and how much is done, 0 to 1. Only files of the project, and those chosen in the connection's form.
---
---Raises: SYNC_NOT_FOUND, SYNC_BAD_JSON, GGT_PERMISSION_DENIED
---@param options table
---@return fun(): json, table, number
function source.files(options) end
