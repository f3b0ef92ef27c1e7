/** Entry of the bundle: every part of the page, defined once. */

import "./commitment-editor.ts";
import "./confirm-bar.ts";
import "./disposition-editor.ts";
import "./field-editor.ts";
import "./help-dialog.ts";
import "./review-app.ts";
import "./summary-editor.ts";
import "./target-picker.ts";
import "./transcript-view.ts";
import "./undo-bar.ts";
import "./wrapup-detail.ts";
import "./wrapup-list.ts";
import "./write-state.ts";
