#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <memory>

class QVBoxLayout;

namespace syncline::ui {

/** Links to the records of the same document in other locales. */
class TranslationList final : public QWidget
{
    Q_OBJECT

public:
    TranslationList(const UiContext &context, const std::shared_ptr<const ModelDef> &model,
                    const RecordRow &row, QWidget *parent);

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    void handleLoaded(const Result<RecordPage> &page);

    QString m_model;
    RecordId m_own;
    QVBoxLayout *m_layout;
};

} // namespace syncline::ui
