#pragma once

#include "core/engine/Histories.h"
#include "core/model/ModelDef.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

#include <memory>

class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace syncline::ui {

class Banner;
class PageStateView;
class PlainLabel;

/**
 * What a restore would change, and doing it. Fields of one record can be left out; what cannot come
 * back is said before. Closes itself when it is done.
 */
class RestoreDialog final : public QDialog
{
    Q_OBJECT

public:
    RestoreDialog(const UiContext &context, RestoreRequest request, const QString &title,
                  QWidget *parent);

Q_SIGNALS:
    void restored(const syncline::RestoreOutcome &outcome);

private:
    [[nodiscard]] QWidget *buildContent();
    void load();
    void showPreview(const RestorePreview &preview);
    void showFields(const RestoredRecord &record);
    void showRecords(const RestorePreview &preview);
    void showNotes(const RestorePreview &preview);
    [[nodiscard]] bool choosesFields() const;
    [[nodiscard]] std::vector<std::string> chosenFields() const;
    void updateButton();
    void restore();
    void handleOutcome(const Result<RestoreOutcome> &outcome);

    const UiContext m_context;
    RestoreRequest m_request;
    RestorePreview m_preview;
    std::shared_ptr<const ModelDef> m_def; ///< How its fields show their values; may be nullptr.
    QStackedWidget *m_stack;
    PageStateView *m_state;
    Banner *m_banner;
    PlainLabel *m_summary = nullptr;
    QTreeWidget *m_list = nullptr;
    PlainLabel *m_notes = nullptr;
    QPushButton *m_restore = nullptr;
    bool m_isRunning = false;
};

} // namespace syncline::ui
