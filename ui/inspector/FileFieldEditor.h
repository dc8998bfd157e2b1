#pragma once

#include "ui/inspector/FieldEditor.h"
#include "ui/shell/UiContext.h"

class QLabel;
class QPushButton;

namespace syncline::ui {

/** A file: name, size and type; a small picture of an image; another one chosen, or none. */
class FileFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    FileFieldEditor(const FieldDef &field, QWidget *parent);
    /** Where contents come from and go; without it a file is only named. */
    void setContext(const UiContext &context);

    static constexpr std::int64_t previewBytes = 4 * 1024 * 1024;
    static constexpr int previewHeight = 96;

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    void choose();
    void loadPreview(const Value &value);
    void showImage(const std::string &bytes);

    UiContext m_context;
    QLabel *m_name;
    QLabel *m_image;
    QPushButton *m_choose;
    QPushButton *m_remove;
    quint64 m_ticket = 0; ///< Of the newest preview.
};

} // namespace syncline::ui
