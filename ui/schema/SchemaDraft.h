#pragma once

#include "ui/schema/SchemaState.h"

#include <QJsonObject>

#include <optional>

namespace syncline::ui {

/** @p state as it is kept with the session: also with names that no file may have. @p base is what
 * it was made from; empty text: a new model. */
[[nodiscard]] QJsonObject draftOf(const SchemaState &state, const std::string &base);
struct SchemaDraft
{
    SchemaState state;
    std::string base; ///< As modelText() gave it.
};
/** nullopt: nothing was kept, or it cannot be understood any more. */
[[nodiscard]] std::optional<SchemaDraft> readDraft(const QJsonObject &kept);
/** The model's file; what tells whether it is another one by now. */
[[nodiscard]] std::string modelText(const ModelDef &model);

} // namespace syncline::ui
