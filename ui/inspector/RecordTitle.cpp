#include "ui/inspector/RecordTitle.h"

#include "ui/base/Text.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

QString recordTitle(const ModelDef &model, const RecordRow &row)
{
    if (const FieldDef *field = model.display()) {
        const QString text = valueText(row.fields.at(field->name), field);
        if (!text.isEmpty())
            return text.left(120);
    }
    return displayLine(model.name, 60) + u" "_s + toQString(toText(row.id));
}

} // namespace syncline::ui
