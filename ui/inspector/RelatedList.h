#pragma once

#include "core/model/ModelDef.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

class QVBoxLayout;

namespace syncline::ui {

/** The records over there that belong to this one (has one, has many): the first few as links, and
 * the way to all of them. */
class RelatedList final : public QWidget
{
    Q_OBJECT

public:
    RelatedList(const UiContext &context, FieldDef field, RecordId owner, QWidget *parent);
    static constexpr int shownAtMost = 5;

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

private:
    void load();
    void handleLoaded(const Result<RecordPage> &page);

    const UiContext m_context;
    const FieldDef m_field;
    const RecordId m_owner;
    QVBoxLayout *m_layout;
};

} // namespace syncline::ui
