/**
 * What the pages of a proof run: puts the secret of a launch where the browser keeps it for us, or fetches it from there.
 * First asks the platform's own frame, as its specification says (1EdTech, LTI Client Side postMessages 0.1), then the
 * storage of our origin; where neither answers, the page shows its button. Its settings are the data of the script's element.
 */
export const proofScript = `(function(d){
var open=document.getElementById('open'),form=document.getElementById('proof');
open.hidden=true;
function frame(){var p=parent!==window?parent:window.opener;
if(!d.target||!p)return null;
try{return d.target==='_parent'?p:p.frames[d.target]||null}catch(e){return null}}
function ask(message,then){var to=frame(),id=d.message+message.subject;
if(!to)return then(null);
var late=setTimeout(function(){end(null)},900);
function end(answer){clearTimeout(late);removeEventListener('message',hear);then(answer)}
function hear(e){var m=e.data;
if(e.origin!==d.origin||!m||m.message_id!==id||m.subject!==message.subject+'.response')return;
end(m.error?null:m)}
addEventListener('message',hear);
message.message_id=id;to.postMessage(message,d.origin)}
function own(work){try{return work(localStorage)}catch(e){return null}}
function failed(){open.hidden=false}
function keep(){ask({subject:'lti.put_data',key:d.key,value:d.value},function(a){
if(a&&a.value===d.value||own(function(s){s.setItem(d.key,d.value);return s.getItem(d.key)===d.value}))location.replace(d.to);
else failed()})}
function prove(value){form.elements.proof.value=value;form.submit()}
function fetchIt(){ask({subject:'lti.get_data',key:d.key},function(a){
if(a&&a.value)ask({subject:'lti.put_data',key:d.key,value:null},function(){prove(a.value)});
else{var v=own(function(s){var v=s.getItem(d.key);s.removeItem(d.key);return v});v?prove(v):failed()}})}
d.value?keep():fetchIt()
})(document.currentScript.dataset)`
