{# The words of the chart are in the page; Vega draws marks and axes only. #}
const box=document.getElementById('plot'),all=JSON.parse(
document.getElementById('specs').textContent);let shown='';
async function draw(){const form=box.clientWidth<560?'narrow':'wide';if(form===shown)return;
shown=form;box.textContent='';await vegaEmbed(box,all[form],{mode:'vega',renderer:'svg',ast:true,
actions:false});for(const g of box.querySelectorAll('[aria-roledescription]')){
g.removeAttribute('aria-roledescription');if(g.getAttribute('role')==='graphics-symbol')
g.setAttribute('role','img');else g.removeAttribute('role')}
const s=box.querySelector('svg');s.setAttribute('role','group');
s.setAttribute('aria-label',box.dataset.name)}
draw();let later;addEventListener('resize',()=>{clearTimeout(later);later=setTimeout(draw,150)});
