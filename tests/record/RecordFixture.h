#pragma once

#include "core/base/Json.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"
#include "core/record/SchemaPlan.h"
#include "core/record/SystemTables.h"
#include "core/store/Store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace syncline::test {

using ModelPtr = std::shared_ptr<const ModelDef>;

/** A Result's value; fails the test by an exception that names the error. */
template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().describe() + " " + result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(result).value();
}

inline FieldDef field(std::string name, FieldType type = FieldType::String)
{
    FieldDef made;
    made.name = name;
    made.storageKey = "f_" + name;
    made.type = type;
    return made;
}

inline FieldDef reference(std::string name, std::string related)
{
    FieldDef made = field(std::move(name), FieldType::BelongsTo);
    made.relatedModel = std::move(related);
    return made;
}

inline ModelDef model(std::string name, std::vector<FieldDef> fields)
{
    ModelDef made;
    made.name = name;
    made.plural = name + "s";
    made.storageKey = "m_" + name;
    made.fields = std::move(fields);
    return made;
}

inline ModelPtr share(ModelDef made)
{
    return std::make_shared<const ModelDef>(std::move(made));
}

/** A record database in a folder of its own. */
class RecordFixture
{
public:
    RecordFixture() { reopen(); }

    void reopen()
    {
        m_store.reset();
        m_store = must(Store::open({.file = file(), .readOnly = false, .readers = 2}));
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "records.sqlite"; }
    [[nodiscard]] Store &store() { return *m_store; }

    /** Brings the database to @p models, whatever would be lost. */
    void apply(std::vector<ModelPtr> models)
    {
        const SchemaPlan plan = [&] {
            auto reader = must(m_store->reader());
            return must(planSchema(reader.database(), models));
        }();
        must(applySchema(*m_store, plan, models, folder() / "backups"));
        m_models = std::move(models);
    }

    /** Runs @p work in a transaction that is committed when @p work returns. */
    template <typename Work>
    auto write(Work work)
    {
        auto transaction =
            must(m_store->writes().acquireBlocking({.label = "test", .alone = true}));
        if constexpr (std::is_void_v<std::invoke_result_t<Work, Database &>>) {
            work(transaction.database());
            must(transaction.commitBlocking());
        } else {
            auto result = work(transaction.database());
            must(transaction.commitBlocking());
            return result;
        }
    }
    template <typename Work>
    auto read(Work work)
    {
        auto reader = must(m_store->reader());
        return work(reader.database());
    }

    RecordRow create(const ModelPtr &of, const ValueObject &fields, bool internal = false)
    {
        return write([&](Database &database) {
            return must(RecordWriter(database, *of, {RunId{1}, now}).create(fields, internal));
        });
    }
    /** The one value that @p sql yields. */
    Value scalar(const std::string &sql)
    {
        return read([&](Database &database) {
            auto statement = must(database.prepare(sql));
            return must(statement.step()) ? statement.value(0) : Value();
        });
    }

    DateTime now{1'700'000'000'000};

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    std::vector<ModelPtr> m_models;
};

} // namespace syncline::test
