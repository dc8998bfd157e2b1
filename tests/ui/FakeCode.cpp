#include "tests/ui/FakeCode.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::array<std::array<const char *, 2>, 34> signatures{{
    {"ctx.record: record", "Model actions: the loaded or new record."},
    {"ctx.params: table", "The incoming data, validated."},
    {"ctx.api: api", "The project's API, as system admin."},
    {"ctx.logger: logger", "The run's log."},
    {"ctx.config: table", "Environment variables: strings, nil when unset."},
    {"ctx.trigger: table", "What started the run: type and more by type."},
    {"ctx.errors: errors", "Validations: where to say what is wrong."},
    {"ctx.run_id: string", "The id of the root run."},
    {"record:changed(field?: string, since?: \"loaded\"|\"persisted\"): boolean",
     "Whether the field, or any field, differs from when the record was loaded."},
    {"record:changes(field?: string): table", "What changed."},
    {"record:touch(): nil", "Lets the next save write updatedAt."},
    {"api.<model>.find_one(id: string|integer): record", "The record with this id."},
    {"api.<model>.maybe_find_one(id: string|integer): record|nil",
     "The record with this id, or nil."},
    {"api.<model>.find_many(options?: table): list", "A page of matches."},
    {"api.<model>.count(options?: table): integer", "How many records match."},
    {"api.<model>.create(fields: table): record", "Runs the model's create action."},
    {"api.<model>.update(id: string|integer, fields: table): record",
     "Runs the model's update action."},
    {"api.<model>.delete(id: string|integer): nil", "Runs the model's delete action."},
    {"api.<model>.<action>(id: string|integer, params?: table): any",
     "Runs a custom action of the model."},
    {"api.<action>(params?: table): any", "Runs a global action."},
    {"api.internal.<model>.<operation>(...): any", "The same names without actions."},
    {"api.transaction(run: fun(): any): any", "All or nothing."},
    {"list:next_page(): list|nil", "The page after this one."},
    {"list:each(): fun(): record", "Walks over this page and all after it."},
    {"list.has_next_page: boolean", "Whether there is a page after."},
    {"ctx.errors:add(field: string, message: string): nil", "Says what is wrong with a field."},
    {"config.<NAME>: string|nil", "An environment variable."},
    {"logger.info(fields: table|string, text?: string): nil", "Logs at info."},
    {"logger.warn(fields: table|string, text?: string): nil", "Logs at warn."},
    {"save(record: record): nil", "Validates and stores the record."},
    {"http.get(url: string, options?: table): response", "Sends a GET request."},
    {"response.status: integer", "The HTTP status."},
    {"response:json(): json", "The body as JSON."},
    {"json.decode(text: string): any", "A JSON text as a value."},
}};

std::vector<ScriptProblem> checkText(const std::string &text)
{
    std::vector<ScriptProblem> problems;
    const std::size_t word = text.find("retrun");
    if (word != std::string::npos) {
        const std::size_t lineStart = text.rfind('\n', word);
        ScriptProblem problem;
        problem.line = static_cast<int>(
                           std::count(text.begin(), text.begin() + static_cast<long>(word), '\n')) +
                       1;
        problem.column =
            static_cast<int>(lineStart == std::string::npos ? word + 1 : word - lineStart);
        problem.message = "syntax error near 'retrun'";
        problems.push_back(problem);
    } else if (text.find("return function") != std::string::npos &&
               text.find("\nend") == std::string::npos) {
        ScriptProblem problem;
        problem.line = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
        problem.message = "'end' expected (to close 'function' at line 1) near <eof>";
        problems.push_back(problem);
    }
    return problems;
}

} // namespace

void addFakeCode(FakeEngine &engine)
{
    for (const auto &[signature, summary] : signatures) {
        ApiEntry entry;
        entry.signature = signature;
        entry.name = entry.signature.substr(0, entry.signature.find('('));
        entry.summary = summary;
        engine.apiList.push_back(std::move(entry));
    }
    engine.checkText = checkText;
    engine.files["models/order/flagLarge/flag-large.lua"] =
        R"(-- Runs between applyParams and updateRecord, so what it sets is saved with the rest.
-- The limit comes from the environment: LARGE_ORDER.

local pad = require "lib.pad"

return function(ctx)
  local limit = tonumber(ctx.config.LARGE_ORDER) or 500
  local order = ctx.record
  if order.total == nil or order.total <= limit then
    return
  end
  if not order.flagged then
    order.flagged = true
    ctx.logger.info({ order = pad(order.number, 8), total = order.total }, "large order flagged")
  end
  for line in order.lines:each() do
    if line.price > 0x10 and line.title ~= "" then
      ctx.logger.warn { line = line.id, price = string.format("%.2f", line.price) }
    end
  end
end
)";
    engine.files["lib/pad.lua"] = "--- Fills a text with blanks.\nreturn function(text, width)\n"
                                  "  return text .. string.rep(\" \", width - #text)\nend\n";
    engine.files["lib/text/slug.lua"] = "return function(text)\n  return text:lower()\nend\n";
    engine.files["models/product/publish/check.lua"] =
        "return function(ctx)\n  return ctx.record.price ~= nil\nend\n";
    engine.files["actions/sendReport/send.lua"] =
        "return function(ctx)\n  return ctx.api.order.count {}\nend\n";
    engine.files["models/product/model.json"] =
        "{\n  \"name\": \"product\",\n  \"fields\": [\n    {\"name\": \"title\", \"type\": "
        "\"string\", \"required\": true},\n    {\"name\": \"price\", \"type\": \"number\", "
        "\"decimals\": 2}\n  ]\n}\n";
}

} // namespace syncline
