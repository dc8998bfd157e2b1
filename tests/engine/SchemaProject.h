#pragma once

#include "core/engine/Engine.h"
#include "core/engine/Schemas.h"
#include "core/project/Project.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/FakeScriptHost.h"

#include <QTest>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

/** Verifies that a Result is no error, and shows it else. */
#define VERIFY_DONE(expression) \
    do { \
        const auto &verifyDone = (expression); \
        QVERIFY2(verifyDone.ok(), verifyDone.ok() ? "" : verifyDone.error().describe().c_str()); \
    } while (false)

/** A small project on disk whose models change. */
namespace syncline::test {

/** The answer of a question, waited for with the event loop running. */
template <typename T>
Result<T> answerOf(QFuture<Result<T>> future)
{
    const bool answered = QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000);
    if (!answered)
        return Error("TEST_TIMEOUT", "The engine did not answer.");
    return future.result();
}

inline Result<std::unique_ptr<Engine>> openShop(const std::filesystem::path &folder,
                                                const std::string &environment = "development",
                                                bool readOnly = false)
{
    EngineOptions options;
    options.folder = folder;
    options.environment = environment;
    options.readOnly = readOnly;
    return openEngine(options,
                      [](const ScriptServices &) { return std::make_unique<FakeScriptHost>(); });
}

inline std::string textIn(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void writeText(const std::filesystem::path &file, const std::string &text)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

/** Written by hand: not as the program would. */
inline const std::string productText = R"({"format": 1, "storageKey": "m_product",
  "fields": [{"name": "title", "type": "string", "storageKey": "f_title"},
             {"name": "price", "type": "string", "storageKey": "f_price"}]})"
                                       "\n";
inline const std::string orderText = R"({"format": 1, "storageKey": "m_order",
  "fields": [{"name": "product", "type": "belongsTo", "relatedModel": "product", "storageKey": "f_product"}]})"
                                     "\n";
inline const std::string scriptText = "return function(ctx)\nend\n";

/** A project of two models with scripts, and three records of one of them. */
inline void makeShop(const std::filesystem::path &folder)
{
    const auto made = Project::create(folder, "Shop", "0b0e9f4e-1111-4222-8333-944455566677");
    if (!made)
        throw std::runtime_error(made.error().describe());
    writeText(folder / "models/product/model.json", productText);
    writeText(folder / "models/product/flag/flag.lua", scriptText);
    writeText(folder / "models/product/flag/action.json",
              "{\"format\": 1, \"run\": [\"flag.lua\"]}\n");
    writeText(folder / "models/product/notes.txt", "not of the project\n");
    writeText(folder / "models/order/model.json", orderText);
    auto engine = openShop(folder);
    if (!engine)
        throw std::runtime_error(engine.error().describe());
    for (const char *price : {"1", " 2.5 ", "abc"}) {
        ActionCall call;
        call.action = "product.create";
        call.params = {{"title", "t"}, {"price", price}};
        const auto outcome = answerOf((*engine)->runAction(call));
        if (!outcome || !outcome->success)
            throw std::runtime_error("no record");
    }
}

/** As who defines one gives it: without a storage key. */
inline FieldDef newField(const std::string &name)
{
    FieldDef made;
    made.name = name;
    return made;
}

inline ModelDef modelOf(const Engine &engine, const std::string &name)
{
    const auto model = engine.project()->findModel(name);
    return model ? *model : ModelDef();
}

/** "1=…" of every product, by a field; "-" for null. */
inline std::string valuesOf(Engine &engine, const std::string &model, const std::string &field)
{
    const Result<RecordPage> page = answerOf(engine.records(model, {}));
    if (!page)
        return page.error().describe();
    std::string text;
    for (const RecordRow &row : page->rows)
        text += (text.empty() ? "" : " ") + toText(row.id) + "=" +
                (row.fields.at(field).isNull() ? "-" : json::write(row.fields.at(field)));
    return text;
}

} // namespace syncline::test
